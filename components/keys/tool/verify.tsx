"use client";
import { useRef, useState } from "react";
import { SignedMessageFields } from "#components/keys/tool/signed-message-fields";
import { TextBox } from "#components/keys/tool/text-box";
import { ToolPane, type ToolProps } from "#components/keys/tool/tool-pane";
import { useExecution } from "#components/keys/tool/use-execution";
import { useLatest } from "#components/keys/tool/use-latest";
import { useSignedMessage } from "#components/keys/tool/use-signed-message";
import { Banner } from "#components/patterns/banner";
import { FileButton } from "#components/patterns/file-button";
import { useWorkplace } from "#components/shell/workplace";
import { readSignatureFile } from "#lib/console/browser/inputs/message-input";
import { toSentence, toWireCiphertext } from "#lib/console/browser/inputs/tool-input";
import { verifySignature } from "#lib/console/server/actions/run-signing";
import { signWords } from "#lib/console/words/sign-words";
import { toolWords } from "#lib/console/words/tool-words";
import type { KeySpec } from "#lib/domain/key-spec";

/** Verifies a signature. One that is not valid is an answer, not a failure. */
export function Verify({ item, refusal }: ToolProps) {
  const { project } = useWorkplace();
  const message = useSignedMessage(item.key_spec as KeySpec);
  const [signature, setSignature] = useState("");
  const [loadError, setLoadError] = useState<string | null>(null);
  const input = useRef<HTMLTextAreaElement>(null);
  const begin = useLatest();
  const { execute, clear, made: isValid, ...execution } = useExecution<boolean>(item, [...message.parts, signature, loadError]);
  const wire = toWireCiphertext(signature);

  const enter = (next: string) => {
    begin();
    setSignature(next);
    setLoadError(null);
  };
  const load = async (chosen: File) => {
    const isLatest = begin();
    const read = await readSignatureFile(chosen).catch(toSentence);
    if (!isLatest()) return;
    if (typeof read === "string") enter(read);
    else setLoadError(read.sentence);
  };
  return (
    <ToolPane
      isLow
      refusal={refusal}
      reason={message.refusal ?? loadError ?? (wire === "" ? signWords.signatureEmpty : null)}
      execution={execution}
      onExecute={() => void execute(() => verifySignature(project.id, item.key_id, message.toSigned(), wire))}
      onClear={() => {
        message.clear();
        enter("");
        clear();
        input.current?.focus();
      }}
      left={<SignedMessageFields spec={item.key_spec as KeySpec} message={message} inputRef={input} />}
      right={
        <TextBox label={signWords.signature} error={loadError} placeholder={signWords.signatureHint} value={signature} onChange={enter} />
      }
      buttonsAt="right"
      more={<FileButton kind="quiet" label={toolWords.load} onFile={(chosen) => void load(chosen)} />}
      outcome={<div role="status">{isValid === null ? null : <Verdict isValid={isValid} />}</div>}
    />
  );
}

function Verdict({ isValid }: { isValid: boolean }) {
  return (
    <Banner tone={isValid ? "positive" : "danger"}>
      <p className="strong">{isValid ? signWords.valid : signWords.invalid}</p>
      <p className="muted">{isValid ? signWords.validHint : signWords.invalidHint}</p>
    </Banner>
  );
}
