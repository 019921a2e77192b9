/** How the jobs fare, over all instances: read from the database at each scrape, so that it is the same whichever worker answers. */
import type { JobRun } from "#lib/domain/job";
import { expose, type Sample } from "./exposition";

type Row = {
  readonly name: string;
  readonly help: string;
  readonly kind: "counter" | "gauge";
  /** null where there is nothing to say yet. */
  readonly read: (run: JobRun) => number | null;
};

const seconds = (date: Date | null) => (date === null ? null : date.getTime() / 1000);

const ROWS: readonly Row[] = [
  { name: "kms_job_runs_total", help: "Runs of the job that have ended.", kind: "counter", read: ({ runs }) => runs },
  { name: "kms_job_failures_total", help: "Runs of the job that failed.", kind: "counter", read: ({ failures }) => failures },
  {
    name: "kms_job_pieces_total",
    help: "Keys, tokens and the like that the job has dealt with.",
    kind: "counter",
    read: ({ dealtWith }) => dealtWith,
  },
  {
    name: "kms_job_failures_in_a_row",
    help: "Failed runs since the last that did not.",
    kind: "gauge",
    read: ({ failuresInARow }) => failuresInARow,
  },
  {
    name: "kms_job_last_success_timestamp_seconds",
    help: "End of the last run that did not fail.",
    kind: "gauge",
    read: ({ finishedAt }) => seconds(finishedAt),
  },
  {
    name: "kms_job_last_failure_timestamp_seconds",
    help: "End of the last run that failed.",
    kind: "gauge",
    read: ({ failedAt }) => seconds(failedAt),
  },
  {
    name: "kms_job_next_run_timestamp_seconds",
    help: "When the job is wanted next.",
    kind: "gauge",
    read: ({ nextAt }) => seconds(nextAt),
  },
];
const DUE = { kind: "gauge", help: "Keys that wait for the job by now.", labels: ["job"] } as const;

/** @param due keys that wait, by job */
export function exposeJobs(runs: readonly JobRun[], due: Readonly<Record<string, number>>): string {
  const told = ROWS.map(({ name, help, kind, read }) => {
    const samples = runs.flatMap((run): Sample[] => {
      const value = read(run);
      return value === null ? [] : [{ labels: [run.name], values: [value] }];
    });
    return expose(name, { kind, help, labels: ["job"] }, samples);
  });
  const waiting = Object.entries(due).map(([job, count]): Sample => ({ labels: [job], values: [count] }));
  return [...told, expose("kms_job_due", DUE, waiting)].join("");
}
