"use client";
import { rotationWords } from "#lib/console/words/rotation-words";

/** What a key can hand on to the one that takes its place: a tick each. */
export type Inheritable = {
  readonly kind: "tag" | "grant" | "alias" | "policy";
  /** Tag key, grant ID or alias object; "" for the policy, of which there is one. */
  readonly id: string;
  readonly label: string;
};

type Props = {
  inheritables: readonly Inheritable[];
  /** Those that are not taken over. */
  left: ReadonlySet<string>;
  onToggle: (name: string) => void;
  hint: string | null;
};

export const nameOf = ({ kind, id }: Inheritable) => `${kind}/${id}`;

export function InheritanceFields({ inheritables, left, onToggle, hint }: Props) {
  if (inheritables.length === 0 && hint === null) return <p className="text-sm text-muted">{rotationWords.takesOverNothing}</p>;
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1 text-sm font-semibold">{rotationWords.takesOver}</legend>
      <div className="grid max-h-56 gap-1.5 overflow-auto">
        {inheritables.map((one) => (
          <label key={nameOf(one)} className="flex items-start gap-2.5 text-sm">
            <input type="checkbox" className="check mt-0.5" checked={!left.has(nameOf(one))} onChange={() => onToggle(nameOf(one))} />
            <span className="min-w-0 wrap-anywhere">{one.label}</span>
          </label>
        ))}
      </div>
      {hint ? <p className="text-xs text-muted">{hint}</p> : null}
    </fieldset>
  );
}
