"use client";
import { CopyButton } from "#components/patterns/copy-button";
import { Field } from "#components/patterns/form/field";

/** A text to be kept, as it stands. @param onCopied it is on the clipboard */
export function SecretLine({ label, text, onCopied }: { label: string; text: string; onCopied?: () => void }) {
  return (
    <Field label={label}>
      {(control) => (
        <span className="secret-line">
          <output {...control} className="mono break-all">
            {text}
          </output>
          <CopyButton text={text} what={label} onCopied={onCopied} />
        </span>
      )}
    </Field>
  );
}
