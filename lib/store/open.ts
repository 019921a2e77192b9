/** The front door of the store: one Prisma client for the control plane, `pg` pools for the few hot prepared statements and for lists. */
import { randomUUID } from "node:crypto";
import { PrismaPg } from "@prisma/adapter-pg";
import type pg from "pg";
import { DatabaseWatch, probeDatabase } from "./database/database-watch";
import type { Party } from "./database/fair-lane";
import { type ListRows, ListStatements } from "./database/list-statements";
import type { RunSql } from "./database/run-sql";
import { WatchedPool } from "./database/watched-pool";
import { PrismaClient } from "./generated/client";
import { HotLookup } from "./hot/hot-lookup";
import { commitNothing } from "./traces/commit-nothing";
import { insertTraces, type ProvenTrace } from "./traces/traces";

/** Connections of one process for each of the two ways in. Small: the hot statements carry many requests each. */
const POOL_SIZE = 4;
/** Two look-ups and an INSERT are under way at once. */
const HOT_CONNECTIONS = 3;
const CONNECT_TIMEOUT_MS = 5_000;
/** The server gives up a statement after this. */
const STATEMENT_TIMEOUT_MS = 10_000;
/** We give up after this, also when the server itself no longer answers; the connection is then thrown away. */
const ANSWER_TIMEOUT_MS = 11_000;
/**
 * For the hot statements all three: many callers wait for each. An INSERT that is given up here may still be committed there; its
 * calls are refused then, which leaves traces without answers and never an answer without its trace.
 */
const HOT_TIMEOUT_MS = 2_000;

/**
 * The hot statements are planned once for a connection, not for each call (planning cost more than running), and always as
 * index look-ups from the requests' values: a plan made while the tables were small must still fit when they have grown. Before
 * PostgreSQL 18 a forbidden plan node looks so expensive that the statement would be compiled at every use.
 */
export const HOT_PLANNING = [
  "plan_cache_mode=force_generic_plan",
  "enable_seqscan=off",
  "enable_hashjoin=off",
  "enable_mergejoin=off",
  "jit=off",
]
  .map((setting) => `-c ${setting}`)
  .join(" ");

/**
 * Lists are read in the order in which their statements join, and by their indexes, also where statistics are still those of a
 * table that was small.
 */
const LIST_PLANNING = ["join_collapse_limit=1", "enable_seqscan=off", "jit=off"].map((setting) => `-c ${setting}`).join(" ");
const LIST_CONNECTIONS = 2;
/** For jobs and their queue, which keeps one of them busy. */
const BULK_CONNECTIONS = 3;
/** Each connection costs the server 20 MB, so one that was needed for a moment does not stay. */
const IDLE_MS = 5_000;

/** A Prisma client inside a transaction. */
export type Transaction = Parameters<Parameters<PrismaClient["$transaction"]>[0]>[0];

export type Store = {
  readonly prisma: PrismaClient;
  readonly hot: HotLookup;
  /** For lists and searches, whose statements are written by hand, so that their time depends on what they show. */
  readonly list: ListRows;
  /**
   * The same store for one caller, whose lists take turns with those of others.
   * @param gone aborted when its client has gone away; asked for only where there is something to cancel
   */
  heldTo(party: Party, gone: () => AbortSignal): Store;
  /** Inserts durably, in one statement, the rows whose proof holds. @returns for each row whether it was inserted */
  insertTraces(traces: readonly ProvenTrace[]): Promise<boolean[]>;
  /** As durable as `insertTraces`, and leaves nothing; see `commit-nothing.ts`. */
  commitNothing(): Promise<void>;
  /** Runs `act` in one transaction: committed when it resolves, rolled back when it throws. */
  transact<T>(act: (tx: Transaction) => Promise<T>): Promise<T>;
  /** The same by plain statements, for work in bulk, where Prisma would take most of the time. */
  transactSql<T>(act: (run: RunSql) => Promise<T>): Promise<T>;
  /** Statements of the queue of jobs, which brings its own: it shares the connections for work in bulk, since each costs the server memory. */
  queueSql(text: string, values?: unknown[]): Promise<{ rows: unknown[] }>;
  /** @throws when the database does not answer; at once where that is known already */
  checkHealth(): Promise<void>;
  close(): Promise<void>;
};

/**
 * @param rememberedKeys key versions for which a request may begin on a guess, see `guesses.ts`
 * @throws when the database cannot be reached
 */
export async function openStore(databaseUrl: string, { rememberedKeys = 0 } = {}): Promise<Store> {
  const options = {
    connectionString: databaseUrl,
    max: POOL_SIZE,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    query_timeout: ANSWER_TIMEOUT_MS,
    idleTimeoutMillis: IDLE_MS,
  };
  const watch = new DatabaseWatch(() => probeDatabase(databaseUrl));
  const control = new WatchedPool(watch, options);
  const prisma = new PrismaClient({ adapter: new PrismaPg(control) });
  // Its connections stay: each new one has to plan anew, and makes the guesses begin anew.
  const pool = new WatchedPool(watch, {
    ...options,
    max: HOT_CONNECTIONS,
    connectionTimeoutMillis: HOT_TIMEOUT_MS,
    statement_timeout: HOT_TIMEOUT_MS,
    query_timeout: HOT_TIMEOUT_MS,
    options: HOT_PLANNING,
    idleTimeoutMillis: 0,
  });
  const listName = `kms-list-${randomUUID()}`;
  const lists = new WatchedPool(watch, { ...options, max: LIST_CONNECTIONS, options: LIST_PLANNING, application_name: listName });
  const listStatements = new ListStatements(lists, pool, { room: LIST_CONNECTIONS, applicationName: listName });
  // Whoever hangs in the midst of a transaction, on a token that does not answer, must not hold its locks for ever.
  const bulk = new WatchedPool(watch, {
    ...options,
    max: BULK_CONNECTIONS,
    idle_in_transaction_session_timeout: STATEMENT_TIMEOUT_MS,
  });
  await pool.query("select 1");
  const store: Store = {
    prisma,
    hot: new HotLookup(pool, rememberedKeys),
    list: (text, values) => listStatements.run(text, values),
    heldTo(party, gone) {
      const list: ListRows = (text, values) => listStatements.runFor(party, gone(), text, values);
      return Object.create(store, { list: { value: list } });
    },
    insertTraces: (traces) => insertTraces(pool, traces),
    commitNothing: () => commitNothing(pool),
    transact: (act) => prisma.$transaction(act, { timeout: STATEMENT_TIMEOUT_MS, maxWait: CONNECT_TIMEOUT_MS }),
    transactSql: (act) => transactSql(bulk, act),
    queueSql: (text, values) => bulk.query(text, values),
    checkHealth: async () => {
      watch.requireThere();
      await pool.query("select 1");
    },
    close: async () => {
      watch.close();
      await prisma.$disconnect();
      await Promise.all([control.end(), pool.end(), lists.end(), bulk.end()]);
    },
  };
  return store;
}

async function transactSql<T>(pool: pg.Pool, act: (run: RunSql) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let fault: Error | undefined;
  // The pool listens only to connections that are idle; one that breaks in use would end the process, and fails its statement anyway.
  const note = (error: Error) => {
    fault = error;
  };
  client.on("error", note);
  try {
    await client.query("begin");
    const result = await act(async <R>(text: string, values: readonly unknown[]) => (await client.query(text, [...values])).rows as R[]);
    await client.query("commit");
    return result;
  } catch (error) {
    // A connection on which not even the rollback works is thrown away.
    await client.query("rollback").catch((broken: Error) => {
      fault = broken;
    });
    throw error;
  } finally {
    client.off("error", note);
    client.release(fault);
  }
}
