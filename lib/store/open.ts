/** The front door of the store: one Prisma client for the control plane, `pg` pools for the few hot prepared statements and for lists. */
import { PrismaPg } from "@prisma/adapter-pg";
import { nameOfBookStatement } from "./books/book-statements";
import { Books, type MakeSeal } from "./books/books";
import { sealing } from "./books/change-books";
import { type Examined, findAltered } from "./books/find-altered";
import type { InOwnTransaction } from "./books/own-code";
import { DatabaseWatch, probeDatabase } from "./database/database-watch";
import type { Party } from "./database/fair-lane";
import { type DatabaseGuard, NO_GUARD } from "./database/guard";
import { type ListRows, ListStatements } from "./database/list-statements";
import { CONNECT_TIMEOUT_MS, LIST_CONNECTIONS, openPools, STATEMENT_TIMEOUT_MS, UNPLANNED } from "./database/pools";
import { retryLost } from "./database/retry-lost";
import { inTransaction, type RunSql } from "./database/run-sql";
import { toSqlTransaction } from "./database/sql-transaction";
import { transactSql } from "./database/transact-sql";
import type { SqlTransaction, Transaction } from "./database/transaction";
import type { PoolUse } from "./database/watched-pool";
import { PrismaClient } from "./generated/client";
import type { GuessStats } from "./hot/guesses";
import { HotLookup } from "./hot/hot-lookup";
import { writeTraces } from "./traces/change-traces";
import { commitNothing } from "./traces/commit-nothing";
import { insertTraces, type ProvenTrace } from "./traces/traces";

export type { SqlTransaction, Transaction } from "./database/transaction";

/** What this process does with the database, for metrics. */
export type StoreStats = {
  /** At this moment. */
  readonly pools: Readonly<Record<"control" | "hot" | "lists" | "bulk", PoolUse>>;
  /** Since the store was opened. */
  readonly guesses: GuessStats;
  /** How often a row was found that the product has not written. */
  readonly alterations: number;
};

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
  /**
   * Runs `work` in one transaction: committed when it resolves, rolled back when it throws. Where it lost against another one, by a
   * deadlock, say, `work` is run again, so it must be able to do again what it does beside the database.
   */
  transact<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** The same by plain statements, for a change of many things by one call. */
  transactMany<T>(work: (tx: SqlTransaction) => Promise<T>): Promise<T>;
  /** The same by plain statements, for work in bulk, where Prisma would take most of the time. */
  transactSql<T>(work: (run: RunSql) => Promise<T>): Promise<T>;
  /**
   * Verifies every book: keys, users, groups and so on, each with all that belongs to it.
   * @param connections how many of those for lists it takes at once, which it does until it ends: one, unless nobody else wants any
   * @returns what is not as the product has written it
   */
  findAltered(connections?: number): Promise<Examined>;
  /** Verifies books, or what stays of them. @throws KmsError `materialIntegrity` when a row was written by somebody else */
  requireUnaltered(books: readonly string[]): Promise<void>;
  /** Statements of the queue of jobs, which brings its own: it shares the connections for work in bulk, since each costs the server memory. */
  queueSql(text: string, values?: unknown[]): Promise<{ rows: unknown[] }>;
  /** @throws when the database does not answer; at once where that is known already */
  checkHealth(): Promise<void>;
  stats(): StoreStats;
  close(): Promise<void>;
};

type StoreOptions = {
  /** Key versions for which a request may begin on a guess, see `hot/guesses.ts`. */
  readonly rememberedKeys?: number;
  /** null where no key is used or changed: then no row is verified, and none is sealed. */
  readonly makeSeal?: MakeSeal | null;
  /** Asked of each new connection, and before anything is written. */
  readonly guard?: DatabaseGuard;
};

/**
 * @throws when the database cannot be reached
 */
export async function openStore(
  databaseUrl: string,
  { rememberedKeys = 0, makeSeal = null, guard = NO_GUARD }: StoreOptions = {},
): Promise<Store> {
  const watch = new DatabaseWatch(() => probeDatabase(databaseUrl));
  const { control, hot, lists, bulk, listName } = openPools(databaseUrl, watch, guard);
  const prisma = new PrismaClient({
    adapter: new PrismaPg(control, { statementNameGenerator: ({ sql }) => nameOfBookStatement(sql) as string }),
  });
  const listStatements = new ListStatements(lists, hot, { room: LIST_CONNECTIONS, applicationName: listName });
  await hot.query("select 1");
  const inLists: RunSql = (text, values) => listStatements.run(text, values) as Promise<never[]>;
  const inOwnTransaction: InOwnTransaction = (work) =>
    transactSql(lists, async (run) => {
      for (const setting of UNPLANNED) await run(`set local ${setting}`, []);
      return work(run);
    });
  const books = makeSeal === null ? null : new Books(makeSeal, inOwnTransaction);
  // Whoever remembers keys is there for long, and for callers.
  if (rememberedKeys > 0) void books?.warmUp();
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    guard.requireWritable();
    return work();
  };
  /** @param begin runs a transaction, and what is inside in it */
  const changing = <T>(begin: (inside: (run: RunSql, work: () => Promise<T>) => Promise<T>) => Promise<T>): Promise<T> =>
    guarded(() =>
      retryLost(async () => {
        let sealed: ReadonlyMap<string, string> = new Map();
        const onSealed = (numbers: typeof sealed) => {
          sealed = numbers;
        };
        const result = await begin((run, work) => sealing(books, run, work, { writeTraces, onSealed }));
        books?.noteCommitted(sealed);
        return result;
      }),
    );
  const lookup = new HotLookup(hot, rememberedKeys, books);
  const store: Store = {
    prisma,
    hot: lookup,
    list: (text, values) => listStatements.run(text, values),
    heldTo(party, gone) {
      const list: ListRows = (text, values) => listStatements.runFor(party, gone(), text, values);
      return Object.create(store, { list: { value: list } });
    },
    insertTraces: (traces) => guarded(() => insertTraces(hot, traces)),
    commitNothing: () => guarded(() => commitNothing(hot)),
    transact: (work) =>
      changing((inside) =>
        prisma.$transaction((tx) => inside(inTransaction(tx), () => work(tx)), {
          timeout: STATEMENT_TIMEOUT_MS,
          maxWait: CONNECT_TIMEOUT_MS,
        }),
      ),
    transactMany: (work) =>
      changing((inside) => transactSql(control, (run) => inside(run, () => work(toSqlTransaction(run))), nameOfBookStatement)),
    transactSql: (work) => changing((inside) => transactSql(bulk, (run) => inside(run, () => work(run)), nameOfBookStatement)),
    findAltered: async (connections = 1) => (books === null ? { rows: 0, altered: [] } : findAltered(books, inLists, connections)),
    requireUnaltered: async (names) => books?.require(inLists, names),
    queueSql: (text, values) => bulk.query(text, values),
    checkHealth: async () => {
      watch.requireThere();
      await hot.query("select 1");
    },
    stats: () => ({
      pools: { control: control.use, hot: hot.use, lists: lists.use, bulk: bulk.use },
      guesses: lookup.guessStats,
      alterations: books?.alterations ?? 0,
    }),
    close: async () => {
      watch.close();
      await prisma.$disconnect();
      await Promise.all([control.end(), hot.end(), lists.end(), bulk.end()]);
    },
  };
  return store;
}
