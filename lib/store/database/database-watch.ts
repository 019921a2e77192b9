/**
 * Knows when the database hangs: it takes connections or statements and gives no answer, as when it is paused. Whoever asks then is
 * refused at once, instead of waiting as long as the one before, and a probe finds out when it answers again.
 * Invariant: only silence counts. A database that refuses answers too, and each caller hears it quickly enough.
 */
import { DatabaseAway } from "./database-away";
import { newClient } from "./database-hosts";

const PROBE_PAUSE_MS = 500;
const PROBE_PATIENCE_MS = 1_000;
/** `pg` gives these no code: a statement without an answer, and a connection that was not made in time, by it or by its pool. */
const NO_ANSWER = /^Query read timeout/;
const NO_CONNECTION = /^(timeout expired|Connection terminated due to connection timeout|timeout exceeded when trying to connect)/;

export class DatabaseWatch {
  readonly #probe: () => Promise<void>;
  readonly #pauseMs: number;
  #isAway = false;
  #isClosed = false;
  #isSuspecting = false;

  /** @param probe resolves when the database answers; gives up by itself */
  constructor(probe: () => Promise<void>, pauseMs = PROBE_PAUSE_MS) {
    this.#probe = probe;
    this.#pauseMs = pauseMs;
  }

  get isAway(): boolean {
    return this.#isAway;
  }

  /** @throws DatabaseAway */
  requireThere(): void {
    if (this.#isAway) throw new DatabaseAway();
  }

  /** Told of every statement and connection that failed. */
  note(error: unknown): void {
    if (!(error instanceof Error)) return;
    if (NO_ANSWER.test(error.message)) this.#begin();
    // All connections of a pool may just be in use.
    else if (NO_CONNECTION.test(error.message)) void this.suspect();
  }

  /** Told that something takes long, which it may: whether the database hangs is found out beside. */
  async suspect(): Promise<void> {
    if (this.#isAway || this.#isClosed || this.#isSuspecting) return;
    this.#isSuspecting = true;
    try {
      await this.#probe();
    } catch (error) {
      if (error instanceof Error && (NO_ANSWER.test(error.message) || NO_CONNECTION.test(error.message))) this.#begin();
    } finally {
      this.#isSuspecting = false;
    }
  }

  close(): void {
    this.#isClosed = true;
  }

  #begin(): void {
    if (this.#isAway || this.#isClosed) return;
    this.#isAway = true;
    void this.#untilThere();
  }

  /** The first probe comes at once: where only this process was busy, nobody is refused for longer than it takes. */
  async #untilThere(): Promise<void> {
    while (!this.#isClosed) {
      try {
        await this.#probe();
        break;
      } catch {
        await new Promise<void>((resolve) => void setTimeout(resolve, this.#pauseMs).unref());
      }
    }
    this.#isAway = false;
  }
}

/** Asks the database on a connection of its own, since those of the pools may be the ones that hang. */
export async function probeDatabase(databaseUrl: string): Promise<void> {
  const client = newClient(databaseUrl, { connectionTimeoutMillis: PROBE_PATIENCE_MS, query_timeout: PROBE_PATIENCE_MS });
  client.on("error", () => {});
  try {
    await client.connect();
    await client.query("select 1");
  } finally {
    // A server that hangs does not say goodbye either.
    client.end().catch(() => {});
  }
}
