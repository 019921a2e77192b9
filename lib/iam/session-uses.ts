/**
 * When sessions were used, gathered beside the calls and written by a clock: no call waits for it. Invariant: however many calls a session
 * makes, its row is written about once a minute; so it ends a minute or so early at most, and never late.
 */
import { type SessionUse, writeSessionUses } from "#lib/store/identity/sessions";
import type { Store } from "#lib/store/open";

/** So often, in ms, what was gathered is looked at. */
const LOOK_MS = 5_000;
/** A session that was written within this time, in ms, is not written again. */
const LEAST_MS = 60_000;
/** Sessions that are remembered at once; the use of others is told by their next call. */
const MAX_SESSIONS = 20_000;

export class SessionUses {
  readonly #store: Store;
  readonly #idleMs: number;
  readonly #now: () => Date;
  readonly #uses = new Map<string, Date>();
  readonly #timer: NodeJS.Timeout;
  #writing: Promise<void> = Promise.resolve();

  /** @param idleMs how long a session of the console may be left alone */
  constructor(store: Store, idleMs: number, now: () => Date) {
    this.#store = store;
    this.#idleMs = idleMs;
    this.#now = now;
    this.#timer = setInterval(() => void this.flush(), LOOK_MS).unref();
  }

  note(sessionId: string): void {
    if (this.#uses.size < MAX_SESSIONS || this.#uses.has(sessionId)) this.#uses.set(sessionId, this.#now());
  }

  /** Writes what is due. A database that does not answer is told the next time. */
  flush(): Promise<void> {
    this.#writing = this.#writing.then(() => this.#write()).catch(() => {});
    return this.#writing;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.flush();
  }

  async #write(): Promise<void> {
    if (this.#uses.size === 0) return;
    const now = this.#now();
    const uses: SessionUse[] = [...this.#uses].map(([id, at]) => ({ id, at }));
    await writeSessionUses(this.#store, uses, LEAST_MS, this.#idleMs, now);
    // What was not due stays, so that the last use of a minute is written too.
    for (const { id, at } of uses) if (now.getTime() - at.getTime() > 2 * LEAST_MS && this.#uses.get(id) === at) this.#uses.delete(id);
  }
}
