/**
 * Waits out another process that initialises the same token: for a moment a key may be there twice, or not yet.
 * Invariant: what is still wrong after about two seconds is wrong, and is thrown.
 */
import { randomInt } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { TokenStartError, UnsettledTokenError } from "../token-start-error";

const ATTEMPTS = 8;

/** Repeats `step` while it throws UnsettledTokenError or an error of the module. `refresh` makes what others wrote visible before each repetition. */
export async function settle<T>(step: () => T | Promise<T>, refresh: () => void): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await step();
    } catch (error) {
      const isFinal = error instanceof TokenStartError && !(error instanceof UnsettledTokenError);
      if (isFinal || attempt === ATTEMPTS) throw error;
    }
    await pause(randomInt(100, 400));
    refresh();
  }
}
