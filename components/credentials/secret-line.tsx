"use client";
import { CopyButton } from "#components/patterns/copy-button";
import { Field } from "#components/patterns/form/field";
import type { Group } from "#lib/console/browser/otp-address";

type Props = {
  label: string;
  text: string;
  /** The text in parts, which a gap between them makes easier to read. */
  groups?: readonly Group[];
  /** It is on the clipboard. */
  onCopied?: () => void;
};

/** A text to be kept, as it stands. */
export function SecretLine({ label, text, groups, onCopied }: Props) {
  return (
    <Field label={label}>
      {(control) => (
        <span className="secret-line">
          <output {...control} className="mono wrap-anywhere">
            {groups ? groups.map((group) => <GroupText key={group.at} group={group} />) : text}
          </output>
          <CopyButton text={text} what={label} onCopied={onCopied} />
        </span>
      )}
    </Field>
  );
}

/** No blank is in the text: whoever selects it has it as it is. */
function GroupText({ group: { text } }: { group: Group }) {
  return (
    <>
      <span className="secret-group">{text}</span>
      <wbr />
    </>
  );
}
