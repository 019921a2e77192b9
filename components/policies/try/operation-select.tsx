"use client";
import { ChevronDown } from "lucide-react";
import type { SelectHTMLAttributes } from "react";
import { PEOPLE_LINES } from "#lib/console/browser/policy/policy-rights";
import { tryWords } from "#lib/console/words/policies/try-words";
import { NEWER_LINES, type PermissionLine, TABLE_1_6 } from "#lib/domain/policy/table-1-6";

type Props = Omit<SelectHTMLAttributes<HTMLSelectElement>, "onChange" | "value"> & {
  /** Name of the catalog. */
  value: string;
  onChange: (operation: string) => void;
};

const GROUPS: readonly { readonly label: string; readonly lines: readonly PermissionLine[] }[] = [
  { label: tryWords.tableOf, lines: TABLE_1_6 },
  { label: tryWords.newer, lines: NEWER_LINES },
  { label: tryWords.onPeople, lines: PEOPLE_LINES },
];

/** What can be done, in the guide's words where it has any. Operations of one line are decided alike: the first stands for them. */
export function OperationSelect({ value, onChange, ...rest }: Props) {
  return (
    <span className="select">
      <select {...rest} className="input" value={value} onChange={(event) => onChange(event.target.value)}>
        {GROUPS.map(({ label, lines }) => (
          <optgroup key={label} label={label}>
            {lines.map((line) => (
              <option key={line.label} value={line.operations[0]}>
                {line.label}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
      <ChevronDown className="i" aria-hidden />
    </span>
  );
}
