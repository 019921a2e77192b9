/**
 * Runs a transaction, or a statement alone, again that lost against another one. Invariant: nothing of it has happened then, and it gives
 * up in the end, so that whoever waits hears something.
 */
import { setTimeout as pause } from "node:timers/promises";
import { isTransactionLost } from "./faults";

const TRIES = 6;
/** Before the second try, at most; twice as long before each further one. Two that lost against each other shall not meet again. */
const FIRST_PAUSE_MS = 10;

/**
 * @param transact one transaction from its beginning to its end; what it does beside the database, it must be able to do again
 * @throws what the last try threw
 */
export async function retryLost<T>(transact: () => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await transact();
    } catch (error) {
      if (tried === TRIES || !isTransactionLost(error)) throw error;
      await pause(Math.random() * FIRST_PAUSE_MS * 2 ** (tried - 1));
    }
  }
}
