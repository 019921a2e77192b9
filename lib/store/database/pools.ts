/**
 * The connections of one process, in four pools: control plane, hot statements, lists, and work in bulk. Invariant: whoever takes long
 * in one of them never keeps those of another waiting.
 */
import { randomUUID } from "node:crypto";
import type pg from "pg";
import { clientOf } from "./database-hosts";
import type { DatabaseWatch } from "./database-watch";
import type { DatabaseGuard } from "./guard";
import { WatchedPool } from "./watched-pool";

/** Connections of one process for each of the two ways in. Small: the hot statements carry many requests each. */
const POOL_SIZE = 4;
/** Two look-ups and an INSERT are under way at once. */
const HOT_CONNECTIONS = 3;
export const CONNECT_TIMEOUT_MS = 5_000;
/** The server gives up a statement after this. */
export const STATEMENT_TIMEOUT_MS = 10_000;
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
/** Undoes that, for a statement that is none of theirs. */
export const UNPLANNED = ["join_collapse_limit = 8", "enable_seqscan = on"];
export const LIST_CONNECTIONS = 2;
/** For jobs and their queue, which keeps one of them busy. */
const BULK_CONNECTIONS = 3;
/** Each connection costs the server 20 MB, so one that was needed for a moment does not stay. */
const IDLE_MS = 5_000;

export type Pools = {
  readonly control: WatchedPool;
  readonly hot: WatchedPool;
  readonly lists: WatchedPool;
  readonly bulk: WatchedPool;
  /** By which the database knows the connections of lists, so that their statements can be cancelled. */
  readonly listName: string;
};

/** Connections are made when they are needed, and nothing is connected yet. */
export function openPools(databaseUrl: string, watch: DatabaseWatch, guard: DatabaseGuard): Pools {
  const options = {
    ...clientOf(databaseUrl),
    max: POOL_SIZE,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    query_timeout: ANSWER_TIMEOUT_MS,
    idleTimeoutMillis: IDLE_MS,
    verify: (client: pg.PoolClient, done: (fault?: Error) => void) => {
      guard.vet(async (text, values) => (await client.query(text, [...values])).rows).then(() => done(), done);
    },
  };
  const listName = `kms-list-${randomUUID()}`;
  return {
    control: new WatchedPool(watch, options),
    // Its connections stay: each new one has to plan anew, and makes the guesses begin anew.
    hot: new WatchedPool(watch, {
      ...options,
      max: HOT_CONNECTIONS,
      connectionTimeoutMillis: HOT_TIMEOUT_MS,
      statement_timeout: HOT_TIMEOUT_MS,
      query_timeout: HOT_TIMEOUT_MS,
      options: HOT_PLANNING,
      idleTimeoutMillis: 0,
    }),
    lists: new WatchedPool(watch, { ...options, max: LIST_CONNECTIONS, options: LIST_PLANNING, application_name: listName }),
    // Whoever hangs in the midst of a transaction, on a token that does not answer, must not hold its locks for ever.
    bulk: new WatchedPool(watch, { ...options, max: BULK_CONNECTIONS, idle_in_transaction_session_timeout: STATEMENT_TIMEOUT_MS }),
    listName,
  };
}
