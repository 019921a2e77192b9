"use client";
import { CopyButton } from "#components/patterns/copy-button";
import { Field } from "#components/patterns/form/field";

type Props = {
  label: string;
  text: string;
  /** The text as it is easier to read. */
  shown?: string;
  /** It is on the clipboard. */
  onCopied?: () => void;
};

/** A text to be kept, as it stands. */
export function SecretLine({ label, text, shown = text, onCopied }: Props) {
  return (
    <Field label={label}>
      {(control) => (
        <span className="secret-line">
          <output {...control} className="mono wrap-anywhere">
            {shown}
          </output>
          <CopyButton text={text} what={label} onCopied={onCopied} />
        </span>
      )}
    </Field>
  );
}
