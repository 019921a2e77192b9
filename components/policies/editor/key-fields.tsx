"use client";
import { Plus, X } from "lucide-react";
import { useState } from "react";
import { Field } from "#components/patterns/form/field";
import { SegmentedChoice } from "#components/patterns/form/segmented-choice";
import { Select } from "#components/patterns/form/select";
import { FaultLines } from "#components/policies/editor/fault-lines";
import { Button } from "#components/ui/button";
import { editorWords } from "#lib/console/words/policies/editor-words";
import type { BuilderKeys } from "#lib/domain/policy/builder";
import { type PolicyFault, RESOURCES_MAX } from "#lib/domain/policy/faults";
import type { ResourceKind } from "#lib/domain/policy/resource";

const words = editorWords.keys;
const REACHES = [
  { value: "every", label: words.every },
  { value: "certain", label: words.certain },
] as const;
const KINDS = [
  { value: "alias", label: words.kinds.alias },
  { value: "KeyId", label: words.kinds.KeyId },
] as const;
const NEW_ROW: BuilderKeys = { kind: "alias", key: "", region: "*", account: "*" };

type Props = {
  keys: readonly BuilderKeys[];
  faults: readonly PolicyFault[];
  /** Of the statement, from 0. */
  place: number;
  onChange: (keys: readonly BuilderKeys[]) => void;
};

/** Which keys: all, or certain ones by ID or alias. */
export function KeyFields({ keys, faults, place, onChange }: Props) {
  // What was entered is there again when one changes one's mind.
  const [aside, setAside] = useState<readonly BuilderKeys[]>([]);
  const path = `$.Statement[${place}].Resource`;
  const put = (index: number, part: Partial<BuilderKeys>) => onChange(keys.map((row, at) => (at === index ? { ...row, ...part } : row)));
  return (
    <fieldset className="statement-part">
      <legend className="label">{words.title}</legend>
      <div>
        <SegmentedChoice
          legend={words.title}
          options={REACHES}
          value={keys.length === 0 ? "every" : "certain"}
          isSmall
          onChange={(reach) => {
            if (reach === "every") setAside(keys);
            onChange(reach === "every" ? [] : aside.length > 0 ? aside : [NEW_ROW]);
          }}
        />
      </div>
      {keys.map((row, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows are told apart by their places
        <div key={index} className="policy-row">
          <Select
            aria-label={words.kind(index + 1)}
            options={KINDS}
            value={row.kind}
            onChange={(kind) => put(index, { kind: kind as ResourceKind })}
          />
          <Field
            label={<span className="sr">{words.value[row.kind](index + 1)}</span>}
            error={faults.find((fault) => fault.path === `${path}[${index}]`)?.message}
          >
            {(control) => (
              <>
                <input
                  {...control}
                  className="input mono"
                  spellCheck={false}
                  autoComplete="off"
                  value={row.key}
                  onChange={(event) => put(index, { key: event.target.value })}
                />
                {row.region !== "*" || row.account !== "*" ? (
                  <p className="hint wrap-anywhere">{words.elsewhere(row.region, row.account)}</p>
                ) : null}
              </>
            )}
          </Field>
          <Button look="icon" aria-label={words.remove(index + 1)} onClick={() => onChange(keys.filter((_, at) => at !== index))}>
            <X className="i" aria-hidden />
          </Button>
        </div>
      ))}
      <FaultLines faults={faults.filter((fault) => fault.path === path)} />
      {keys.length > 0 ? (
        <>
          <p className="hint">{words.hint}</p>
          <div>
            <Button
              kind="quiet"
              size="s"
              reason={keys.length >= RESOURCES_MAX ? words.full : null}
              onClick={() => onChange([...keys, { ...NEW_ROW, kind: keys.at(-1)?.kind ?? "alias" }])}
            >
              <Plus className="i" aria-hidden />
              {words.add}
            </Button>
          </div>
        </>
      ) : null}
    </fieldset>
  );
}
