/**
 * The queue of jobs in the database, by pg-boss, in a schema of its own. Every worker of every instance asks for each job now and then;
 * the queue holds at most one that waits, and gives it to one worker.
 * Invariant: the queue only saves work. That a piece of work happens once is decided by the row locks and conditions of the work itself,
 * so a job that runs twice, or whose worker was killed, does no harm.
 */
import PgBoss from "pg-boss";
import { JOB_NAMES, type JobName } from "#lib/domain/job";

const SCHEMA = "kms_jobs";
/** Of each worker process. */
const CONNECTIONS = 2;
/** A job whose worker has not ended it by then is taken for dead; others have been asked for and done meanwhile. */
const EXPIRY_SECONDS = 300;
/** Done jobs tell nothing that `job_run` does not. */
const KEPT_SECONDS = 600;
const POLL_SECONDS = 2;

export type Queue = {
  /** Asks for a run, unless one is waiting already. */
  ask(name: JobName): Promise<void>;
  /** Forgets runs that wait: the database's clock may have jumped, and they would wait for its old time. */
  forgetWaiting(): Promise<void>;
  /** Lets runs under way end. */
  close(): Promise<void>;
};

/**
 * Makes the queues where they are missing, and begins to work.
 * @param onError told of faults of the queue itself, such as a database that is away; it goes on trying
 * @throws when the database does not answer
 */
export async function openQueue(
  databaseUrl: string,
  run: (name: JobName) => Promise<unknown>,
  onError: (error: unknown) => void,
): Promise<Queue> {
  const boss = new PgBoss({
    connectionString: databaseUrl,
    schema: SCHEMA,
    max: CONNECTIONS,
    schedule: false,
    archiveCompletedAfterSeconds: KEPT_SECONDS,
    archiveFailedAfterSeconds: KEPT_SECONDS,
    deleteAfterSeconds: KEPT_SECONDS,
    maintenanceIntervalSeconds: 60,
  });
  boss.on("error", onError);
  await boss.start();
  for (const name of JOB_NAMES) {
    await boss.createQueue(name, { name, policy: "short", retryLimit: 0, expireInSeconds: EXPIRY_SECONDS });
    await boss.work(name, { pollingIntervalSeconds: POLL_SECONDS, batchSize: 1 }, async () => {
      await run(name);
    });
  }
  return {
    async ask(name) {
      await boss.send(name, {});
    },
    async forgetWaiting() {
      for (const name of JOB_NAMES) await boss.purgeQueue(name);
    },
    close: () => boss.stop({ graceful: true, wait: true, timeout: 5_000 }),
  };
}
