"use client";
import { Download } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { LeaveQuestion } from "#components/credentials/leave-question";
import { Button } from "#components/ui/button";
import { DialogBody, DialogFoot } from "#components/ui/dialog";
import { copyText } from "#lib/console/browser/copy-text";
import { saveFile } from "#lib/console/browser/files/save-file";
import { codeWords } from "#lib/console/words/credentials-words";
import { words } from "#lib/console/words/words";

type Props = { codes: readonly string[]; isAsked: boolean; onKept: () => void; onClose: () => void };

/** The last step of a dialog: recovery codes, shown once, to be kept before one goes on. */
export function RecoveryStep({ codes, isAsked, onKept, onClose }: Props) {
  const [isCopied, setCopied] = useState(false);
  const save = useRef<HTMLButtonElement>(null);
  useEffect(() => save.current?.focus(), []);
  const text = `${codes.join("\n")}\n`;
  return (
    <>
      <DialogBody>
        {isAsked ? <LeaveQuestion question={codeWords.leave} onLeave={onClose} /> : null}
        <p>{codeWords.recoveryLead}</p>
        <ol className="recovery" aria-label={codeWords.recovery}>
          {codes.map((code) => (
            <li key={code} className="mono">
              {code}
            </li>
          ))}
        </ol>
      </DialogBody>
      <DialogFoot reason={isCopied ? words.copied : null}>
        <Button
          onClick={() =>
            void copyText(text).then(() => {
              setCopied(true);
              onKept();
            })
          }
        >
          {codeWords.copyAll}
        </Button>
        <Button
          ref={save}
          onClick={() => {
            saveFile(codeWords.file, "text/plain", text);
            onKept();
          }}
        >
          <Download className="i" aria-hidden />
          {codeWords.download}
        </Button>
        <Button kind="primary" onClick={onClose}>
          {codeWords.done}
        </Button>
      </DialogFoot>
    </>
  );
}
