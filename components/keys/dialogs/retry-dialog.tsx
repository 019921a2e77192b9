"use client";
import { useEffect, useRef } from "react";
import { BulkProgress } from "#components/keys/dialogs/bulk-progress";
import { useBulkRun } from "#components/keys/dialogs/use-bulk-run";
import { Dialog, DialogBody } from "#components/ui/dialog";
import type { BulkJob } from "#lib/console/browser/bulk/bulk-job";
import type { BulkOutcome } from "#lib/console/browser/bulk/bulk-outcome";
import { words } from "#lib/console/words/words";

type Props = { job: BulkJob; onDone: (job: BulkJob, outcome: BulkOutcome) => void; onClose: () => void };

/** A second try of what is left of a job: it was confirmed the first time, so it begins at once. */
export default function RetryDialog({ job, onDone, onClose }: Props) {
  const { run, stop, progress } = useBulkRun((ran, outcome) => {
    onClose();
    onDone(ran, outcome);
  });
  const hasBegun = useRef(false);
  useEffect(() => {
    if (hasBegun.current) return;
    hasBegun.current = true;
    void run(job);
  });
  return (
    <Dialog title={words.retry} onClose={stop}>
      {progress ? <BulkProgress progress={progress} onStop={stop} /> : <DialogBody>{null}</DialogBody>}
    </Dialog>
  );
}
