"use client";
import { useState } from "react";
import { type NewKey, NewKeyFields } from "#components/keys/dialogs/new-key-fields";
import { Choice } from "#components/patterns/choice";
import { importWords } from "#lib/console/words/import-words";

const EXPLANATION_ID = "import-durability";

type Props = {
  value: NewKey;
  onChange: (part: Partial<NewKey>) => void;
  errors: Readonly<Record<string, string>>;
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
      <div className="grid gap-2">
        <Choice checked={isUnderstood} onChange={(event) => onUnderstood(event.target.checked)}>
          {importWords.understand}
        </Choice>
        <p className="dense muted">
          {importWords.understandLead}{" "}
          <a
            href={`#${EXPLANATION_ID}`}
            aria-expanded={isOpen}
            aria-controls={EXPLANATION_ID}
            onClick={(event) => {
              event.preventDefault();
              setOpen(!isOpen);
            }}
          >
            {importWords.understandLink}
          </a>
        </p>
        <ul id={EXPLANATION_ID} hidden={!isOpen} className="import-meaning">
          {importWords.durability.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      </div>
    </>
  );
}
