"use client";
import { useRef } from "react";
import { SignedMessageFields } from "#components/keys/tool/signed-message-fields";
import { TakeAway } from "#components/keys/tool/take-away";
import { TextBox } from "#components/keys/tool/text-box";
import { ToolPane, type ToolProps } from "#components/keys/tool/tool-pane";
import { useExecution } from "#components/keys/tool/use-execution";
import { useSignedMessage } from "#components/keys/tool/use-signed-message";
import { CodeLine } from "#components/patterns/code-line";
import { useWorkplace } from "#components/shell/workplace";
import { verifyLine } from "#lib/console/browser/commands/openssl-lines";
import { fromBase64 } from "#lib/console/browser/files/bytes";
import { fileStem, signatureFileName } from "#lib/console/browser/files/public-key-files";
import { signMessage } from "#lib/console/server/actions/run-signing";
import { signWords } from "#lib/console/words/sign-words";
import type { KeySpec } from "#lib/domain/key-spec";

/** Signs a text, a digest or a file (guide Table 2-2: digital signatures). */
export function Sign({ item, refusal }: ToolProps) {
  const { project } = useWorkplace();
  const message = useSignedMessage(item.key_spec as KeySpec);
  const input = useRef<HTMLTextAreaElement>(null);
  const { execute, clear, made: signature, ...execution } = useExecution<string>(item, message.parts);
  const messageFile = message.fileName ?? "message";
  const signatureFile = signatureFileName(messageFile);
  return (
    <ToolPane
      isLow
      refusal={refusal}
      reason={message.refusal}
      execution={execution}
      onExecute={() => void execute(() => signMessage(project.id, item.key_id, message.toSigned()))}
      onClear={() => {
        message.clear();
        clear();
        input.current?.focus();
      }}
      left={<SignedMessageFields spec={item.key_spec as KeySpec} message={message} inputRef={input} />}
      right={
        <>
          <TextBox label={signWords.signature} placeholder={signWords.resultHint} value={signature ?? ""} />
          <TakeAway
            key={signature === null ? "none" : "made"}
            text={signature}
            file={{ name: signatureFile, content: fromBase64(signature ?? "") }}
          />
          {signature === null ? null : (
            <>
              <CodeLine
                lead={signWords.opensslVerify}
                what={signWords.opensslCommand}
                line={verifyLine(message.algorithm, {
                  publicKey: `${fileStem(item.key_alias)}_public_key.pem`,
                  signature: signatureFile,
                  message: messageFile,
                })}
              />
              <p className="hint">{signWords.fileNames}</p>
            </>
          )}
        </>
      }
      isUnserved={message.type === "RAW" && message.text !== "" && signature === null}
      announcement={signature === null ? "" : signWords.signed}
    />
  );
}
