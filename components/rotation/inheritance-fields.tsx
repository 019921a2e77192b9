"use client";
import { Choice } from "#components/patterns/choice";
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
  left: readonly string[];
  onToggle: (name: string) => void;
  hint: string | null;
};

export const nameOf = ({ kind, id }: Inheritable) => `${kind}/${id}`;

export function InheritanceFields({ inheritables, left, onToggle, hint }: Props) {
  if (inheritables.length === 0) return <p className="dense muted">{hint ?? rotationWords.takesOverNothing}</p>;
  return (
    <fieldset className="min-w-0">
      <legend className="label">{rotationWords.takesOver}</legend>
      <div className="tick-list mt-1 dense">
        {inheritables.map((one) => (
          <Choice key={nameOf(one)} checked={!left.includes(nameOf(one))} onChange={() => onToggle(nameOf(one))}>
            <bdi className="wrap-anywhere">{one.label}</bdi>
          </Choice>
        ))}
      </div>
      {hint ? <p className="hint mt-1">{hint}</p> : null}
    </fieldset>
  );
}
