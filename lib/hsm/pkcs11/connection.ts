/**
 * One signed-in connection: module, slot, sessions and the handles of the long-lived objects, and the way back when it breaks.
 * Invariant: an error either came from the caller's input or has led to fresh sessions; a stuck session is never used again.
 */
import type { Handle, PKCS11, TokenInfo } from "pkcs11js";
import { KmsError } from "#lib/domain/errors";
import { DomainKeyRing, UnseenDomainKeyError } from "./domain-key-ring";
import { requireToken } from "./find-token";
import { Lane } from "./lane";
import type { LongLivedHandles } from "./long-lived-objects";
import { requireLongLived } from "./long-lived-objects";
import type { ModuleHold } from "./module";
import { RenewalWatch } from "./renewal";
import { CONNECTION_LOST, PIN_REFUSED, returnValueOf } from "./return-values";
import { copyForWork, type WorkingCopies } from "./session-copies";
import { SessionPool } from "./session-pool";
import type { TokenSettings } from "./token-settings";
import { TokenStartError } from "./token-start-error";

/** After a failed attempt to reconnect, calls fail at once for so long, so that a pulled token does not cost every call an attempt. */
const RECONNECT_PAUSE_MS = 250;

/**
 * What runs on threads of their own, at most so many at once in each worker. For a token that computes on this machine between two
 * and eight made no difference; a token over a network may want more.
 */
export const DEFAULT_SESSIONS = 4;
/** Making an RSA key takes a whole core for seconds, so one is made after the other. */
const MAKERS = 1;
/** Using keys is short, making them is not: neither waits for the other. */
export type LaneName = "use" | "make";

/** What an operation works with. Handles are good for this one operation. */
export type Live = {
  readonly module: PKCS11;
  readonly slot: Handle;
  readonly pool: SessionPool;
  readonly objects: LongLivedHandles;
  /** What to work with: session copies of `objects` where the token makes them. */
  readonly working: WorkingCopies & { readonly domainKeys: DomainKeyRing };
};

type AsideOperation<T> = (live: Live, session: Handle) => Promise<T>;

export class Connection {
  readonly #settings: TokenSettings;
  readonly #hold: ModuleHold;
  readonly #handles: { size(): number; forget(): void };
  readonly #renewal: RenewalWatch;
  #live: (Live & { readonly info: TokenInfo }) | null = null;
  #retryAfter = 0;
  #closed = false;
  #pinRefused = false;
  readonly #lanes: Readonly<Record<LaneName, Lane>>;
  /** Operations on other threads, in which the module must not be finalised. */
  #aside = 0;
  #making = 0;
  #renewalDue = false;
  #quietWaiters: (() => void)[] = [];
  readonly #missedDomainKeys = new Set<number>();

  /**
   * @param sessions how many uses of private keys run at once
   * @param handles those made through this connection: how many, and what to do when all are gone
   * @throws TokenStartError
   */
  constructor(settings: TokenSettings, hold: ModuleHold, sessions: number, handles: { size(): number; forget(): void }) {
    this.#settings = settings;
    this.#lanes = { use: new Lane(sessions), make: new Lane(MAKERS) };
    this.#hold = hold;
    this.#handles = handles;
    this.#renewal = new RenewalWatch(() => handles.size());
    this.#live = this.#connect();
  }

  /** The live connection, for start-up steps. @throws KmsError `unavailable` */
  get live() {
    if (this.#live === null) throw new KmsError("unavailable");
    return this.#live;
  }

  /**
   * Runs one operation. An unexpected error costs the work session; a lost connection is made again; either way the operation
   * is tried once more, so it must be safe to run twice.
   * @throws KmsError what the operation says, or `unavailable`; RangeError and TypeError of a wrong call
   */
  run<T>(operation: (live: Live) => T): T {
    if (this.#renewal.count()) this.#renewalDue = true;
    this.#renewIfQuiet();
    const first = this.#requireLive();
    try {
      return operation(first);
    } catch (error) {
      this.#recover(error, first);
    }
    const second = this.#requireLive();
    try {
      return operation(second);
    } catch (error) {
      this.#recover(error, second);
      throw new KmsError("unavailable", { cause: error });
    }
  }

  /**
   * Runs one operation that takes long in the token, on a thread of its own and a session of its own. As with `run`, it is tried
   * once more after an unexpected error.
   * @throws as `run`
   */
  async runAside<T>(lane: LaneName, operation: AsideOperation<T>): Promise<T> {
    await this.#lanes[lane].enter();
    try {
      await this.#untilRenewed();
      const first = await this.#attemptAside(lane, operation);
      if ("result" in first) return first.result;
      const second = await this.#attemptAside(lane, operation);
      if ("result" in second) return second.result;
      throw new KmsError("unavailable", { cause: second.error });
    } finally {
      this.#lanes[lane].leave();
    }
  }

  /** Lets what runs on other threads end, then closes the sessions and lets go of the module. Nothing new begins meanwhile. @param before runs while the sessions are still open */
  async close(before: () => void = () => {}): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    while (this.#aside > 0) await this.#untilQuiet();
    before();
    this.#live?.pool.close();
    this.#live = null;
    this.#hold.release();
  }

  async #attemptAside<T>(lane: LaneName, operation: AsideOperation<T>): Promise<{ result: T } | { error: unknown }> {
    const live = this.#requireLive();
    this.#aside += 1;
    if (lane === "make") this.#making += 1;
    try {
      return { result: await withBorrowed(live.pool, (session) => operation(live, session)) };
    } catch (error) {
      this.#recover(error, live);
      return { error };
    } finally {
      this.#aside -= 1;
      if (lane === "make") this.#making -= 1;
      if (this.#aside === 0) this.#becomeQuiet();
    }
  }

  /** A renewal finalises the module, for which other threads must be out of it. Whoever comes waits for that, unless a key is in making, which takes seconds. */
  async #untilRenewed(): Promise<void> {
    this.#renewIfQuiet();
    while (this.#renewalDue && !this.#closed && this.#making === 0) await this.#untilQuiet();
  }

  #renewIfQuiet(): void {
    if (this.#renewalDue && this.#aside === 0) this.#drop();
  }

  #untilQuiet(): Promise<void> {
    return new Promise((resolve) => this.#quietWaiters.push(resolve));
  }

  #becomeQuiet(): void {
    if (!this.#closed) this.#renewIfQuiet();
    for (const resolve of this.#quietWaiters.splice(0)) resolve();
  }

  /** Throws what is the operation's own answer; for everything else leaves sessions behind that can be used, where that is possible. */
  #recover(error: unknown, live: Live): void {
    if (error instanceof KmsError || error instanceof RangeError || error instanceof TypeError) throw error;
    if (this.#closed || this.#pinRefused) throw new KmsError("unavailable", { cause: error });
    // What failed on a connection that has been replaced says nothing of the one there is.
    if (live !== this.#live) return;
    const isLost = CONNECTION_LOST.has(returnValueOf(error) ?? -1) || error instanceof UnseenDomainKeyError;
    if (!isLost && this.#replaceWork()) return;
    this.#drop();
  }

  #replaceWork(): boolean {
    try {
      this.live.pool.replaceWork();
      return true;
    } catch {
      return false;
    }
  }

  #requireLive(): Live {
    if (this.#closed) throw new KmsError("unavailable");
    if (this.#live !== null) return this.#live;
    if (this.#pinRefused || Date.now() < this.#retryAfter) throw new KmsError("unavailable");
    try {
      // While other threads are in the module, what can be had without finalising it must do.
      if (this.#aside === 0) this.#hold.restart();
      this.#live = this.#connect();
      return this.#live;
    } catch (error) {
      this.#retryAfter = Date.now() + RECONNECT_PAUSE_MS;
      const cause = error instanceof TokenStartError ? error.cause : error;
      this.#pinRefused = PIN_REFUSED.has(returnValueOf(cause) ?? -1);
      throw new KmsError("unavailable", { cause: error });
    }
  }

  #drop(): void {
    this.#live?.pool.close();
    this.#live = null;
    this.#handles.forget();
    this.#renewal.restart();
    this.#renewalDue = false;
  }

  #connect() {
    const { module } = this.#hold;
    const { slot, info } = requireToken(module, this.#settings.tokenLabel);
    const pool = new SessionPool(module, slot, this.#settings.pin);
    try {
      const objects = requireLongLived(module, pool.holder);
      const domainKeys = new DomainKeyRing(module, pool, objects.domainKeys, this.#missedDomainKeys);
      return { module, pool, slot, info, objects, working: { ...copyForWork(module, pool.holder, objects), domainKeys } };
    } catch (error) {
      pool.close();
      throw error;
    }
  }
}

async function withBorrowed<T>(pool: SessionPool, use: (session: Handle) => Promise<T>): Promise<T> {
  const session = pool.borrow();
  try {
    const result = await use(session);
    pool.giveBack(session);
    return result;
  } catch (error) {
    pool.discard(session);
    throw error;
  }
}
