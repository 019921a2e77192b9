"use client";
import { X } from "lucide-react";
import { words } from "#lib/console/words/words";

type Props = {
  label: string;
  value?: string;
  /** Absent where the chip only shows. Its button is named "Remove {label}". */
  onRemove?: () => void;
};

/** Something chosen, such as a filter: its label, its value, and a button that takes it away. */
export function Chip({ label, value, onRemove }: Props) {
  return (
    <span className={onRemove ? "chip" : "chip pr-2"}>
      <span>{label}</span>
      {value === undefined ? null : (
        <b className="cut max-w-60" data-whole={value}>
          {value}
        </b>
      )}
      {onRemove ? (
        <button type="button" aria-label={words.remove(label)} onClick={onRemove}>
          <X className="i i-s" aria-hidden />
        </button>
      ) : null}
    </span>
  );
}
