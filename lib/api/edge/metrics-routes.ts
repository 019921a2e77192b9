/**
 * `/metrics` for Prometheus: what all workers of this instance have counted, added up, how jobs and forwarding fare, and what was found that cannot be honest,
 * over all instances. So it is the same whichever worker answers. It names no key, project or person.
 */
import type { FastifyInstance } from "fastify";
import { readLogFacts } from "#lib/audit/seal/facts";
import { countIncidents } from "#lib/store/installation/integrity-incidents";
import { countDue, listJobRuns } from "#lib/store/installation/job-runs";
import type { Store } from "#lib/store/open";
import { listReceivers } from "#lib/store/traces/receivers";
import { CONTENT_TYPE, expose } from "./metrics/exposition";
import { FAMILIES, type FamilyName } from "./metrics/families";
import { exposeForwarding } from "./metrics/forwarding-figures";
import { exposeIntegrity } from "./metrics/integrity-figures";
import { exposeJobs } from "./metrics/job-figures";
import { exposeLog } from "./metrics/log-figures";
import type { Snapshot } from "./metrics/snapshot";
import { sharedAnswer } from "./shared-answer";

const KEPT_MS = 1_000;
/** How the database fares is told by what it does not answer; the rest is wanted then more than ever. */
const PATIENCE_MS = 2_000;

/** @param gather gives what the workers have counted, added up */
export function addMetricsRoutes(
  app: FastifyInstance,
  { store, now, gather }: { store: Store; now: () => Date; gather: () => Promise<Snapshot> },
): void {
  let reading: Promise<string> | null = null;
  /** One after the other: whoever asks while the database hangs must not take its connections. */
  const readJobs = () => {
    reading ??= Promise.all([
      listJobRuns(store),
      countDue(store, now()),
      listReceivers(store),
      countIncidents(store),
      readLogFacts(store, now()),
    ])
      .then(
        ([runs, due, receivers, incidents, log]) =>
          exposeJobs(runs, due) + exposeForwarding(receivers, now()) + exposeIntegrity(incidents) + exposeLog(log),
      )
      .catch(() => "")
      .finally(() => {
        reading = null;
      });
    return reading;
  };
  const look = sharedAnswer(async () => {
    const [counted, jobs] = await Promise.all([gather(), Promise.race([readJobs(), nothingAfter(PATIENCE_MS)])]);
    return exposeAll(counted) + jobs;
  }, KEPT_MS);
  app.get("/metrics", async (_request, reply) => reply.type(CONTENT_TYPE).send(await look()));
}

function exposeAll(counted: Snapshot): string {
  const names = Object.keys(FAMILIES) as FamilyName[];
  const told = names.map((name) =>
    expose(
      name,
      FAMILIES[name],
      counted.filter(({ family }) => family === name),
    ),
  );
  return told.join("");
}

function nothingAfter(ms: number): Promise<string> {
  return new Promise((resolve) => setTimeout(resolve, ms, "").unref());
}
