"use client";
import { useEffect, useRef } from "react";
import type { BulkProgress as Progress } from "#components/keys/dialogs/use-bulk-run";
import { ProgressBar } from "#components/patterns/progress-bar";
import { Button } from "#components/ui/button";
import { DialogBody, DialogFoot } from "#components/ui/dialog";
import { bulkWords } from "#lib/console/words/bulk-words";
import { words } from "#lib/console/words/words";

/** What a dialog shows while its job runs, in place of its form. */
export function BulkProgress({ progress, onStop }: { progress: Progress; onStop: () => void }) {
  const { done, total, isStopping } = progress;
  const stopButton = useRef<HTMLButtonElement>(null);
  // The form that had the focus is gone.
  useEffect(() => stopButton.current?.focus(), []);
  return (
    <>
      <DialogBody>
        <ProgressBar label={bulkWords.progress} done={done} total={total} />
        <p className="dense">{bulkWords.progressLine(done, total)}</p>
        <p role="status" className="hint">
          {isStopping ? bulkWords.stopping : bulkWords.cancelHint}
        </p>
      </DialogBody>
      <DialogFoot>
        <Button isPending={isStopping} onClick={onStop} ref={stopButton}>
          {words.cancel}
        </Button>
      </DialogFoot>
    </>
  );
}
