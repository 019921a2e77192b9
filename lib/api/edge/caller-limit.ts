/**
 * A worker's side of the rate limit: it takes shares from the primary's ledger and spends them, so that most requests ask
 * nobody. Invariant: no share is spent after its second, so that workers cannot hoard.
 */
import { KmsError } from "#lib/domain/errors";

export type AskForShare = (caller: string, wanted: number) => Promise<{ readonly granted: number; readonly waitMs: number }>;

type Spending = { left: number; until: number; refusedUntil: number; asking: Promise<void> | null };

const SHARE_LIFE_MS = 1_000;
/** A small part of the limit, so that what one worker holds is not missed by the others; 1 where the limit is small: exact. */
const SHARES_PER_SECOND = 100;
const REMEMBERED_CALLERS = 10_000;

export class CallerLimit {
  readonly #limit: number;
  readonly #ask: AskForShare;
  readonly #now: () => number;
  readonly #spending = new Map<string, Spending>();

  /**
   * @param limit requests per second and caller; 0 is off
   * @param now ms, of a clock that does not jump
   */
  constructor(limit: number, ask: AskForShare, now: () => number = () => performance.now()) {
    this.#limit = limit;
    this.#ask = ask;
    this.#now = now;
  }

  /**
   * Counts one request. A promise comes back only where the primary must be asked.
   * @throws KmsError `requestTooMany`
   */
  admit(caller: string): void | Promise<void> {
    if (this.#limit === 0) return;
    const spending = this.#spending.get(caller) ?? this.#begin(caller);
    return this.#spend(spending) ? undefined : this.#askAndSpend(caller, spending);
  }

  #spend(spending: Spending): boolean {
    if (spending.left === 0 || this.#now() >= spending.until) return false;
    spending.left -= 1;
    return true;
  }

  async #askAndSpend(caller: string, spending: Spending): Promise<void> {
    do {
      if (this.#now() < spending.refusedUntil) throw new KmsError("requestTooMany");
      spending.asking ??= this.#refill(caller, spending);
      await spending.asking;
    } while (!this.#spend(spending));
  }

  async #refill(caller: string, spending: Spending): Promise<void> {
    try {
      const { granted, waitMs } = await this.#ask(caller, Math.max(1, Math.floor(this.#limit / SHARES_PER_SECOND)));
      spending.left = granted;
      spending.until = this.#now() + SHARE_LIFE_MS;
      spending.refusedUntil = granted > 0 ? 0 : this.#now() + waitMs;
    } finally {
      spending.asking = null;
    }
  }

  #begin(caller: string): Spending {
    // A share that is forgotten is only asked for again.
    if (this.#spending.size >= REMEMBERED_CALLERS) this.#spending.clear();
    const spending = { left: 0, until: 0, refusedUntil: 0, asking: null };
    this.#spending.set(caller, spending);
    return spending;
  }
}
