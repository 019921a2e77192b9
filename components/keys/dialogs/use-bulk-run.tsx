"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useWorkplace } from "#components/shell/workplace";
import { useToasts } from "#components/ui/toasts";
import type { BulkJob } from "#lib/console/browser/bulk/bulk-job";
import { type BulkOutcome, leftOf } from "#lib/console/browser/bulk/bulk-outcome";
import { outcomeLine } from "#lib/console/browser/bulk/outcome-line";
import { runBulk } from "#lib/console/browser/bulk/run-bulk";
import { keyQueries } from "#lib/console/browser/queries/query-keys";
import { settle } from "#lib/console/browser/settle";
import { changeKeys } from "#lib/console/server/actions/change-keys";

export type BulkProgress = { readonly done: number; readonly total: number; readonly isStopping: boolean };

/** Runs a job for a dialog. What is left of it is for the list to show; a job of which nothing is left is announced here. */
export function useBulkRun(onDone: (job: BulkJob, outcome: BulkOutcome) => void) {
  const { project } = useWorkplace();
  const queries = useQueryClient();
  const toasts = useToasts();
  const [progress, setProgress] = useState<BulkProgress | null>(null);
  const isStopped = useRef(false);
  const run = async (job: BulkJob) => {
    isStopped.current = false;
    setProgress({ done: 0, total: job.keys.length, isStopping: false });
    let isGivenUp = false;
    const outcome = await runBulk(
      job,
      async (keyIds) => {
        const result = await settle(() => changeKeys(project.id, job.change, keyIds, { pendingDays: job.pendingDays, tags: job.tags }));
        isGivenUp = !result.ok && result.failure.kind === "stepUp";
        return result;
      },
      {
        onProgress: (done) => setProgress((old) => old && { ...old, done }),
        isStopped: () => isStopped.current,
      },
    );
    setProgress(null);
    // The person did not want to prove who they are, and nothing was done before: all stays as it was.
    if (isGivenUp && outcome.failed.length + outcome.notReached.length === job.keys.length) return;
    void queries.invalidateQueries({ queryKey: keyQueries.all(project.id) });
    if (leftOf(outcome).length === 0) toasts.success({ text: outcomeLine(outcome) });
    onDone(job, outcome);
  };
  /** The chunk under way is finished first. */
  const stop = () => {
    isStopped.current = true;
    setProgress((old) => old && { ...old, isStopping: true });
  };
  return { run, stop, progress };
}
