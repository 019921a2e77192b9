"use client";
import { useRef, useState } from "react";
import { SignedMessageFields } from "#components/keys/tool/signed-message-fields";
import { useSignedMessage } from "#components/keys/tool/use-signed-message";
import { FailureNotice } from "#components/patterns/failure-notice";
import { Field } from "#components/patterns/field";
import { FileButton } from "#components/patterns/file-button";
import { useWorkplace } from "#components/shell/workplace";
import { Button } from "#components/ui/button";
import type { Failure } from "#lib/console/api-failure";
import { asFailure } from "#lib/console/browser/as-failure";
import { readSignatureFile } from "#lib/console/browser/inputs/message-input";
import { toWireCiphertext } from "#lib/console/browser/inputs/tool-input";
import { verifySignature } from "#lib/console/server/actions/run-signing";
import { signWords } from "#lib/console/words/sign-words";
import { toolWords } from "#lib/console/words/tool-words";
import type { KeySpec } from "#lib/domain/key-spec";
import type { KeyDetails } from "#lib/wire/kms/key-details";

type Props = { item: KeyDetails /** Why the key or the role forbids it; null where they do not. */; refusal: string | null };

/** Verifies a signature. One that is not valid is an answer, not a failure. */
export function VerifyPane({ item, refusal }: Props) {
  const { project } = useWorkplace();
  const message = useSignedMessage(item.key_spec as KeySpec);
  const [signature, setSignature] = useState("");
  const [fileError, setFileError] = useState<string | null>(null);
  const [isValid, setValid] = useState<boolean | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [isPending, setPending] = useState(false);
  const input = useRef<HTMLTextAreaElement>(null);
  const wire = toWireCiphertext(signature);
  /** Counts what was entered: a verdict that comes late is on another message or signature than the one on the screen. */
  const entered = useRef(0);
  const forget = () => {
    entered.current += 1;
    setValid(null);
    setFailure(null);
  };
  const enter = (next: string) => {
    setSignature(next);
    setFileError(null);
    forget();
  };
  const load = async (chosen: File) => {
    try {
      enter(await readSignatureFile(chosen));
    } catch (error) {
      setFileError(error instanceof Error ? error.message : signWords.unreadable);
    }
  };

  const execute = async () => {
    setPending(true);
    forget();
    const asked = entered.current;
    const failed = (error: unknown) => ({ ok: false as const, failure: asFailure(error) });
    const reply = await verifySignature(project.id, item.key_id, message.toSigned(), wire).catch(failed);
    setPending(false);
    if (asked !== entered.current) return;
    if (reply?.ok) setValid(reply.data);
    else setFailure(reply?.failure ?? null);
  };
  const reason = refusal ?? message.refusal ?? (wire === "" ? signWords.signatureEmpty : null);

  return (
    <div className="panel mt-3 grid gap-5 p-5">
      <p className="text-sm text-muted">{signWords.verifyLead}</p>
      {refusal ? (
        <p className="notice" data-tone="caution">
          {refusal}
        </p>
      ) : null}
      {failure ? <FailureNotice failure={failure} /> : null}
      <div className="grid gap-5 lg:grid-cols-2">
        <div className="grid min-w-0 content-start gap-4">
          <SignedMessageFields spec={item.key_spec as KeySpec} message={message} onChange={forget} inputRef={input} />
        </div>
        <div className="grid min-w-0 content-start gap-4">
          <Field label={signWords.signature} error={fileError}>
            {(control) => (
              <textarea
                {...control}
                className="input mono h-40 resize-y text-xs!"
                autoComplete="off"
                autoCapitalize="none"
                spellCheck={false}
                placeholder={signWords.signatureHint}
                value={signature}
                onChange={(event) => enter(event.target.value)}
              />
            )}
          </Field>
          <div className="flex flex-wrap items-center gap-2">
            <Button kind="primary" reason={reason} reasonSide="left" isPending={isPending} onClick={execute}>
              {toolWords.execute}
            </Button>
            <Button
              onClick={() => {
                message.clear();
                enter("");
                input.current?.focus();
              }}
            >
              {toolWords.clear}
            </Button>
            <FileButton kind="quiet" label={toolWords.load} onFile={(chosen) => void load(chosen)} />
          </div>
          <div role="status">{isValid === null ? null : <Verdict isValid={isValid} />}</div>
        </div>
      </div>
    </div>
  );
}

function Verdict({ isValid }: { isValid: boolean }) {
  return (
    <div className="notice" data-tone={isValid ? "positive" : "danger"}>
      <p className="font-semibold">{isValid ? signWords.valid : signWords.invalid}</p>
      <p className="text-muted">{isValid ? signWords.validHint : signWords.invalidHint}</p>
    </div>
  );
}
