/**
 * One signed-in connection: module, slot, sessions and the handles of the long-lived objects, and the way back when it breaks.
 * Invariant: an error either came from the caller's input or has led to fresh sessions; a stuck session is never used again.
 */
import type { PKCS11, TokenInfo } from "pkcs11js";
import { KmsError } from "#lib/domain/errors";
import { requireToken } from "./find-token";
import type { LongLivedHandles } from "./long-lived-objects";
import { requireLongLived } from "./long-lived-objects";
import type { ModuleHold } from "./module";
import { RenewalWatch } from "./renewal";
import { CONNECTION_LOST, PIN_REFUSED, returnValueOf } from "./return-values";
import { copyForWork, type WorkingKeys } from "./session-copies";
import { SessionPool } from "./session-pool";
import type { TokenSettings } from "./token-settings";
import { TokenStartError } from "./token-start-error";

/** After a failed attempt to reconnect, calls fail at once for so long, so that a pulled token does not cost every call an attempt. */
const RECONNECT_PAUSE_MS = 250;

/** What an operation works with. Handles are good for this one operation. */
export type Live = {
  readonly module: PKCS11;
  readonly pool: SessionPool;
  readonly objects: LongLivedHandles;
  /** What to work with: session copies of `objects` where the token makes them. */
  readonly working: WorkingKeys;
};

export class Connection {
  readonly #settings: TokenSettings;
  readonly #hold: ModuleHold;
  readonly #handles: { size(): number; forget(): void };
  readonly #renewal: RenewalWatch;
  #live: (Live & { readonly info: TokenInfo; readonly slot: Buffer }) | null = null;
  #retryAfter = 0;
  #closed = false;
  #pinRefused = false;

  /**
   * @param handles those made through this connection: how many, and what to do when all are gone
   * @throws TokenStartError
   */
  constructor(settings: TokenSettings, hold: ModuleHold, handles: { size(): number; forget(): void }) {
    this.#settings = settings;
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
    if (this.#renewal.count()) this.#drop();
    try {
      return operation(this.#requireLive());
    } catch (error) {
      this.#recover(error);
    }
    try {
      return operation(this.#requireLive());
    } catch (error) {
      this.#recover(error);
      throw new KmsError("unavailable", { cause: error });
    }
  }

  /** Closes the sessions and lets go of the module. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#live?.pool.close();
    this.#live = null;
    this.#hold.release();
  }

  /** Throws what is the operation's own answer; for everything else leaves sessions behind that can be used, where that is possible. */
  #recover(error: unknown): void {
    if (error instanceof KmsError || error instanceof RangeError || error instanceof TypeError) throw error;
    if (this.#closed || this.#pinRefused) throw new KmsError("unavailable", { cause: error });
    if (!CONNECTION_LOST.has(returnValueOf(error) ?? -1) && this.#replaceWork()) return;
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
    if (this.#live !== null) return this.#live;
    if (this.#closed || this.#pinRefused || Date.now() < this.#retryAfter) throw new KmsError("unavailable");
    try {
      this.#hold.restart();
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
  }

  #connect() {
    const { module } = this.#hold;
    const { slot, info } = requireToken(module, this.#settings.tokenLabel);
    const pool = new SessionPool(module, slot, this.#settings.pin);
    try {
      const objects = requireLongLived(module, pool.holder);
      return { module, pool, slot, info, objects, working: copyForWork(module, pool.holder, objects) };
    } catch (error) {
      pool.close();
      throw error;
    }
  }
}
