/**
 * Calls of the token that do not return. Each is on a thread of its own, so the event loop goes on without it; but threads are few, and
 * when all hang, every use of a private key waits for ever. Invariant: a call is given as many seconds as its like may take on a machine
 * that is busy with thirty other things.
 */
import type { CallUnderWay } from "#lib/hsm/pkcs11/open";

/** In seconds: using a key takes the token milliseconds, making an RSA_4096 pair two seconds on a core of its own. */
const PATIENCE: Readonly<Record<CallUnderWay["lane"], number>> = { use: 30, make: 120 };

export class HungCalls {
  /** Seconds that a call was seen under way. */
  readonly #seen = new WeakMap<CallUnderWay, number>();

  /** Called once a second with all calls that are under way. @returns what hangs, in a sentence; null when nothing does */
  look(calls: Iterable<CallUnderWay>): string | null {
    let hang: string | null = null;
    for (const call of calls) {
      const seconds = (this.#seen.get(call) ?? 0) + 1;
      this.#seen.set(call, seconds);
      if (seconds >= PATIENCE[call.lane]) hang = `a call of the token has not returned for ${seconds} seconds`;
    }
    return hang;
  }
}
