/**
 * `/metrics` for Prometheus: how the jobs fare, over all instances. Everything is read from the database at each scrape, so that it is
 * the same whichever worker answers. It names no key, project or person.
 */
import type { FastifyInstance } from "fastify";
import { Counter, Gauge, Registry } from "prom-client";
import type { JobRun } from "#lib/domain/job";
import { countDue, listJobRuns } from "#lib/store/installation/job-runs";
import type { Store } from "#lib/store/open";
import { sharedAnswer } from "./shared-answer";

const KEPT_MS = 1_000;

type Row = {
  readonly name: string;
  readonly help: string;
  readonly kind: "counter" | "gauge";
  /** null where there is nothing to say yet. */
  readonly read: (run: JobRun) => number | null;
};

const seconds = (date: Date | null) => (date === null ? null : date.getTime() / 1000);

const METRICS: readonly Row[] = [
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

export function addMetricsRoutes(app: FastifyInstance, { store, now }: { store: Store; now: () => Date }): void {
  const look = sharedAnswer(() => Promise.all([listJobRuns(store), countDue(store, now())]), KEPT_MS);
  app.get("/metrics", async (_request, reply) => {
    const [runs, due] = await look();
    const registry = new Registry();
    for (const { name, help, kind, read } of METRICS) {
      const options = { name, help, labelNames: ["job"], registers: [registry] };
      const metric = kind === "counter" ? new Counter(options) : new Gauge(options);
      for (const run of runs) {
        const value = read(run);
        if (value !== null) metric.inc({ job: run.name }, value);
      }
    }
    const waiting = new Gauge({
      name: "kms_job_due",
      help: "Keys that wait for the job by now.",
      labelNames: ["job"],
      registers: [registry],
    });
    for (const [job, count] of Object.entries(due)) waiting.set({ job }, count);
    return reply.type(registry.contentType).send(await registry.metrics());
  });
}
