"use client";
import { Download } from "lucide-react";
import { useState } from "react";
import { useLeaveOnce } from "#components/credentials/use-leave-once";
import { Banner } from "#components/patterns/banner";
import { Button } from "#components/ui/button";
import { Dialog, DialogBody, DialogFoot } from "#components/ui/dialog";
import { copyText } from "#lib/console/browser/copy-text";
import { saveFile } from "#lib/console/browser/files/save-file";
import { codeWords } from "#lib/console/words/credentials-words";
import { words } from "#lib/console/words/words";

/** Recovery codes, shown once: to be kept before one goes on. */
export function RecoveryStep({ codes, onClose }: { codes: readonly string[]; onClose: () => void }) {
  const { isAsked, keep, leave } = useLeaveOnce(onClose);
  const [isCopied, setCopied] = useState(false);
  const text = `${codes.join("\n")}\n`;
  return (
    <Dialog title={codeWords.recoveryTitle} onClose={leave}>
      <DialogBody>
        {isAsked ? (
          <Banner
            tone="caution"
            role="alert"
            action={
              <Button size="s" onClick={onClose}>
                {codeWords.leaveAnyway}
              </Button>
            }
          >
            {codeWords.leave}
          </Banner>
        ) : null}
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
              keep();
            })
          }
        >
          {codeWords.copyAll}
        </Button>
        <Button
          onClick={() => {
            saveFile(codeWords.file, "text/plain", text);
            keep();
          }}
        >
          <Download className="i" aria-hidden />
          {codeWords.download}
        </Button>
        <Button kind="primary" onClick={onClose}>
          {codeWords.done}
        </Button>
      </DialogFoot>
    </Dialog>
  );
}
