/** A pool of connections that asks a watch before it does anything, and tells it what failed. */
import pg from "pg";
import type { DatabaseWatch } from "./database-watch";

/** Whoever has a connection for so long may be waiting for a database that hangs. */
const SUSPICIOUS_MS = 2_000;

/** How busy a pool is at this moment, in connections; `waiting` are those who want one. */
export type PoolUse = { readonly inUse: number; readonly idle: number; readonly waiting: number; readonly max: number };

type Connected = (error: Error | undefined, client: pg.PoolClient | undefined, done: (release?: unknown) => void) => void;

export class WatchedPool extends pg.Pool {
  readonly #watch: DatabaseWatch;

  constructor(watch: DatabaseWatch, config: pg.PoolConfig) {
    super(config);
    this.#watch = watch;
    // An idle connection that breaks is replaced at its next use; without a listener it would end the process.
    this.on("error", () => {});
    // Nor does the pool listen to one that is in use, or not any more once its statement has failed and before its end is noticed.
    this.on("connect", (client) => void client.on("error", () => {}));
    const suspicions = new WeakMap<pg.PoolClient, NodeJS.Timeout>();
    this.on("acquire", (client) => {
      suspicions.set(client, setTimeout(() => void watch.suspect(), SUSPICIOUS_MS).unref());
    });
    this.on("release", (_error, client) => clearTimeout(suspicions.get(client)));
    const query = super.query.bind(this) as (...parts: unknown[]) => unknown;
    // Statements in a transaction are not seen here; they have a connection of their own.
    this.query = ((...parts: unknown[]) => {
      const answer = query(...parts);
      if (answer instanceof Promise) answer.catch((error: unknown) => watch.note(error));
      return answer;
    }) as pg.Pool["query"];
  }

  get use(): PoolUse {
    const { totalCount, idleCount, waitingCount, options } = this;
    return { inUse: totalCount - idleCount, idle: idleCount, waiting: waitingCount, max: options.max };
  }

  /** Every statement of the pool takes its connection here. */
  override connect(): Promise<pg.PoolClient>;
  override connect(callback: Connected): void;
  override connect(callback?: Connected): Promise<pg.PoolClient> | undefined {
    if (callback === undefined) {
      return new Promise((resolve, reject) => {
        this.connect((error, client) => (error === undefined || error === null ? resolve(client as pg.PoolClient) : reject(error)));
      });
    }
    try {
      this.#watch.requireThere();
    } catch (error) {
      process.nextTick(callback, error as Error, undefined, () => {});
      return;
    }
    super.connect((error, client, done) => {
      this.#watch.note(error);
      callback(error, client, done);
    });
  }
}
