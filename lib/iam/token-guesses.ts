/**
 * Tokens and access keys that turn out to be nobody's, counted by network before they are looked up. They cannot be guessed; this bounds
 * what looking them up costs. Invariants: what is somebody's costs nothing, so that no caller is kept out by the number of their own
 * requests; and of a token that a process has seen in use, or of whoever signed well from the same network, it is never asked, so that a
 * flood keeps nobody out who works there.
 */

import { networkOf } from "#lib/base/network-of";
import { KmsError } from "#lib/domain/errors";
import { TryBudget } from "./try-budget";

/** Of one network: at once, for each worker, and then in a second for all workers together. */
const AT_ONCE = 1_000;
const PER_SECOND = 500;

export class TokenGuesses {
  readonly #budget: TryBudget;

  /** @param now ms, of a clock that does not jump */
  constructor({ workers = 1, atOnce = AT_ONCE, perSecond = PER_SECOND, now = () => performance.now() } = {}) {
    this.#budget = new TryBudget(atOnce, perSecond / workers, now);
  }

  /**
   * @param address of whoever shows the token or signs
   * @param ask looks it up
   * @param isSomebodys whether what was found says whose it is
   * @throws KmsError `requestTooMany`, before it is looked up; whatever `ask` throws
   */
  async look<T>(address: string, ask: () => Promise<T>, isSomebodys: (found: T) => boolean): Promise<T> {
    const network = networkOf(address);
    if (!this.#budget.take(network)) throw new KmsError("requestTooMany");
    let isWrong = false;
    try {
      const found = await ask();
      isWrong = !isSomebodys(found);
      return found;
    } finally {
      if (!isWrong) this.#budget.giveBack(network);
    }
  }
}
