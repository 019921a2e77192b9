/**
 * The queue of jobs in the database, by pg-boss, in a schema of its own. Every worker of every instance asks for each job now and then;
 * the queue holds at most one that waits, and gives it to one worker.
 * Invariants: the queue only saves work. That work happens once is decided by the row locks and conditions of the work itself,
 * so a job that runs twice, or whose worker was killed, does no harm. And nothing here waits by a wall clock: pg-boss's own loop would.
 */
import PgBoss from "pg-boss";
import { JOB_NAMES, type JobName } from "#lib/domain/job";
import { withAdvisoryLock } from "#lib/store/database/advisory-lock";
import type { Store } from "#lib/store/open";

const SCHEMA = "kms_jobs";
/** A job whose worker has not ended it by then is taken for dead; others have been asked for and done meanwhile. */
const EXPIRY_SECONDS = 300;
/** Done jobs tell nothing that `job_run` does not. */
const KEPT_SECONDS = 600;
const POLL_MS = 2_000;

export type Queue = {
  /** Asks for a run, unless one is waiting already. */
  ask(name: JobName): Promise<void>;
  /** Lets runs under way end. */
  close(): Promise<void>;
};

type QueueStore = Pick<Store, "queueSql">;

/**
 * Makes the queues where they are missing. pg-boss makes a table for each, so whoever does it must be alone.
 * @param ownerUrl of the database's owner; nobody else may make tables
 */
export function prepareQueues(ownerUrl: string): Promise<void> {
  return withAdvisoryLock(ownerUrl, "jobQueues", async (client) => {
    const boss = newBoss({ queueSql: (text, values) => client.query(text, values) }, true);
    await boss.start();
    try {
      for (const name of JOB_NAMES) {
        await boss.createQueue(name, { name, policy: "short", retryLimit: 0, expireInSeconds: EXPIRY_SECONDS });
      }
    } finally {
      await boss.stop({ graceful: false, wait: true });
    }
  });
}

/**
 * Begins to work on queues that `prepareQueues` has made. It makes and changes no table.
 * @param run one run of a job; what it throws has been noted
 * @param onError told of faults of the queue itself, such as a database that is away; it goes on trying
 * @throws when the database does not answer
 */
export async function openQueue(
  store: QueueStore,
  run: (name: JobName) => Promise<unknown>,
  onError: (error: unknown) => void,
): Promise<Queue> {
  const boss = newBoss(store, false);
  boss.on("error", onError);
  await boss.start();
  const closing = new AbortController();
  const work = async (name: JobName) => {
    while (!closing.signal.aborted) {
      await runNext(boss, name, run).catch(onError);
      await pause(POLL_MS, closing.signal);
    }
  };
  const loops = JOB_NAMES.map(work);
  return {
    async ask(name) {
      await boss.send(name, {});
    },
    async close() {
      closing.abort();
      await Promise.all(loops);
      await boss.stop({ graceful: false, wait: true });
    },
  };
}

/** @param makes whether its tables are made, or brought up to date, when it starts; else they must be there */
function newBoss(store: QueueStore, makes: boolean): PgBoss {
  return new PgBoss({
    db: { executeSql: oneByOne((text, values) => store.queueSql(text, values)) },
    schema: SCHEMA,
    migrate: makes,
    schedule: false,
    archiveCompletedAfterSeconds: KEPT_SECONDS,
    archiveFailedAfterSeconds: KEPT_SECONDS,
    deleteAfterSeconds: KEPT_SECONDS,
    maintenanceIntervalSeconds: 60,
  });
}

type ExecuteSql = PgBoss.Db["executeSql"];

/** Nothing here is in a hurry, and statements in turn need one connection. */
function oneByOne(execute: ExecuteSql): ExecuteSql {
  let last: Promise<unknown> = Promise.resolve();
  return (text, values) => {
    const result = last.then(() => execute(text, values));
    last = result.catch(() => {});
    return result;
  };
}

/** Takes the job that waits, whatever time it was to wait for: the database's clock may have been set back since. */
async function runNext(boss: PgBoss, name: JobName, run: (name: JobName) => Promise<unknown>): Promise<void> {
  const [job] = (await boss.fetch(name, { ignoreStartAfter: true })) ?? [];
  if (job === undefined) return;
  const failure = await run(name).then(
    () => null,
    (error: unknown) => error,
  );
  if (failure === null) await boss.complete(name, job.id);
  else await boss.fail(name, job.id, { message: "see the log" });
}

/** Ends early when the work ends. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done, { once: true });
    function done() {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    }
  });
}
