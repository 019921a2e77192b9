"use client";
import { Copy, FileDown } from "lucide-react";
import { useRef, useState } from "react";
import { SignedMessageFields } from "#components/keys/tool/signed-message-fields";
import { useSignedMessage } from "#components/keys/tool/use-signed-message";
import { CodeLine } from "#components/patterns/code-line";
import { FailureNotice } from "#components/patterns/failure-notice";
import { Field } from "#components/patterns/field";
import { useWorkplace } from "#components/shell/workplace";
import { Button } from "#components/ui/button";
import type { Failure } from "#lib/console/api-failure";
import { asFailure } from "#lib/console/browser/as-failure";
import { verifyLine } from "#lib/console/browser/commands/openssl-lines";
import { copyText } from "#lib/console/browser/copy-text";
import { fileStem, signatureFileName } from "#lib/console/browser/files/public-key-files";
import { saveFile } from "#lib/console/browser/files/save-file";
import { signMessage } from "#lib/console/server/actions/run-signing";
import { signWords } from "#lib/console/words/sign-words";
import { toolWords } from "#lib/console/words/tool-words";
import { words } from "#lib/console/words/words";
import type { KeySpec } from "#lib/domain/key-spec";
import type { SigningAlgorithm } from "#lib/domain/signing-algorithm";
import type { KeyDetails } from "#lib/wire/kms/key-details";

type Props = { item: KeyDetails /** Why the key or the role forbids it; null where they do not. */; refusal: string | null };
type Made = { readonly signature: string; readonly algorithm: SigningAlgorithm; readonly fileName: string | null };

/** Signs a text, a digest or a file (guide Table 2-2: digital signatures). */
export function SignPane({ item, refusal }: Props) {
  const { project } = useWorkplace();
  const message = useSignedMessage(item.key_spec as KeySpec);
  const [made, setMade] = useState<Made | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [isPending, setPending] = useState(false);
  const [isCopied, setCopied] = useState(false);
  const input = useRef<HTMLTextAreaElement>(null);
  /** Counts what was entered: an answer that comes late belongs to another message than the one on the screen. */
  const entered = useRef(0);
  const forget = () => {
    entered.current += 1;
    setMade(null);
    setFailure(null);
    setCopied(false);
  };

  const execute = async () => {
    const signed = message.toSigned();
    setPending(true);
    forget();
    const asked = entered.current;
    const reply = await signMessage(project.id, item.key_id, signed).catch((error: unknown) => ({
      ok: false as const,
      failure: asFailure(error),
    }));
    setPending(false);
    if (asked !== entered.current) return;
    if (reply?.ok) setMade({ signature: reply.data, algorithm: signed.algorithm, fileName: message.fileName });
    else setFailure(reply?.failure ?? null);
  };
  const stem = fileStem(item.key_alias);
  const signatureFile = signatureFileName(made?.fileName ?? "message");
  const reason = made === null ? toolWords.empty : null;

  return (
    <div className="panel mt-3 grid gap-5 p-5">
      <p className="text-sm text-muted">{signWords.signLead}</p>
      {refusal ? (
        <p className="notice" data-tone="caution">
          {refusal}
        </p>
      ) : null}
      {failure ? <FailureNotice failure={failure} /> : null}
      <div className="grid gap-5 lg:grid-cols-2">
        <div className="grid min-w-0 content-start gap-4">
          <SignedMessageFields spec={item.key_spec as KeySpec} message={message} onChange={forget} inputRef={input} />
          <div className="flex flex-wrap items-center gap-2">
            <Button kind="primary" reason={refusal ?? message.refusal} reasonSide="left" isPending={isPending} onClick={execute}>
              {toolWords.execute}
            </Button>
            <Button
              onClick={() => {
                message.clear();
                forget();
                input.current?.focus();
              }}
            >
              {toolWords.clear}
            </Button>
          </div>
        </div>
        <div className="grid min-w-0 content-start gap-4">
          <Field label={signWords.signature}>
            {(control) => (
              <textarea
                {...control}
                className="input mono h-40 resize-y text-xs!"
                readOnly
                spellCheck={false}
                placeholder={signWords.resultHint}
                value={made?.signature ?? ""}
              />
            )}
          </Field>
          <div className="flex flex-wrap items-center gap-2">
            <Button reason={reason} reasonSide="left" onClick={() => made && void copyText(made.signature).then(() => setCopied(true))}>
              <Copy size={14} aria-hidden />
              {toolWords.copy}
            </Button>
            <Button
              kind="quiet"
              reason={reason}
              reasonSide="left"
              onClick={() => made && saveFile(signatureFile, "application/octet-stream", toBytes(made.signature))}
            >
              <FileDown size={14} aria-hidden />
              {toolWords.saveFile}
            </Button>
            <span role="status" className="text-sm text-positive">
              {isCopied && made ? words.copied : ""}
            </span>
          </div>
          {made ? (
            <>
              <CodeLine
                lead={signWords.opensslVerify}
                what={signWords.opensslCommand}
                line={verifyLine(made.algorithm, {
                  publicKey: `${stem}_public_key.pem`,
                  signature: signatureFile,
                  message: made.fileName ?? "message",
                })}
              />
              <p className="text-xs text-muted">{signWords.fileNames}</p>
            </>
          ) : null}
        </div>
      </div>
      <p role="status" className="sr-only">
        {made ? signWords.signed : ""}
      </p>
    </div>
  );
}

function toBytes(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
