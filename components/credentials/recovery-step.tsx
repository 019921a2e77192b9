"use client";
import { Download } from "lucide-react";
import { useEffect, useRef } from "react";
import { LeaveQuestion } from "#components/credentials/leave-question";
import { CopyButton } from "#components/patterns/copy-button";
import { Button } from "#components/ui/button";
import { DialogBody, DialogFoot } from "#components/ui/dialog";
import { saveFile } from "#lib/console/browser/files/save-file";
import { codeWords } from "#lib/console/words/credentials-words";

type Props = { codes: readonly string[]; isAsked: boolean; onKept: () => void; onClose: () => void };

/** The last step of a dialog: recovery codes, shown once, to be kept before one goes on. */
export function RecoveryStep({ codes, isAsked, onKept, onClose }: Props) {
  const save = useRef<HTMLButtonElement>(null);
  useEffect(() => save.current?.focus(), []);
  const text = `${codes.join("\n")}\n`;
  return (
    <>
      <DialogBody>
        {isAsked ? <LeaveQuestion question={codeWords.leave} onLeave={onClose} /> : null}
        <p>{codeWords.recoveryLead}</p>
        <div className="secret-line">
          <ol className="recovery" aria-label={codeWords.recovery}>
            {codes.map((code) => (
              <li key={code} className="mono">
                {code}
              </li>
            ))}
          </ol>
          <CopyButton text={text} what={codeWords.recoveryToCopy} onCopied={onKept} />
        </div>
      </DialogBody>
      <DialogFoot>
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
