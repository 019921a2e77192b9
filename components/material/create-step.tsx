"use client";
import { useState } from "react";
import { type NewKey, NewKeyFields } from "#components/keys/dialogs/new-key-fields";
import { importWords } from "#lib/console/words/import-words";

const EXPLANATION_ID = "import-durability";

type Props = {
  value: NewKey;
  onChange: (part: Partial<NewKey>) => void;
  errors: Record<string, string>;
  isSent: boolean;
  isUnderstood: boolean;
  onUnderstood: (understood: boolean) => void;
};

/** Guide §2.3.2, steps 5 to 8: the key whose material is empty, and what importing means. */
export function CreateStep({ value, onChange, errors, isSent, isUnderstood, onUnderstood }: Props) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <NewKeyFields value={value} onChange={onChange} errors={errors} isSent={isSent} />
      <div className="text-sm">
        {importWords.understandLead}{" "}
        <a
          href={`#${EXPLANATION_ID}`}
          className="font-semibold text-accent underline"
          aria-expanded={isOpen}
          aria-controls={EXPLANATION_ID}
          onClick={(event) => {
            event.preventDefault();
            setOpen(!isOpen);
          }}
        >
          {importWords.understandLink}
        </a>
        <ul id={EXPLANATION_ID} hidden={!isOpen} className="mt-2 list-disc pl-5 text-muted">
          {importWords.durability.map((sentence) => (
            <li key={sentence} className="mt-1.5">
              {sentence}
            </li>
          ))}
        </ul>
      </div>
      <label className="flex items-center gap-2.5 text-sm font-semibold">
        <input type="checkbox" className="check" checked={isUnderstood} onChange={(event) => onUnderstood(event.target.checked)} />
        {importWords.understand}
      </label>
    </>
  );
}
