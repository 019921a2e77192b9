/**
 * The times without a connection: whether one may be tried, and what is reported of it.
 * Invariant: the PIN that the token has refused is not tried again; whoever gives a PIN ends that, for one try.
 */

import type { ReportTokenEvent } from "../token-event";
import { PinRefusedError, TokenStartError } from "../token-start-error";
import { describeFailure } from "./return-values";

/** After a failed attempt to reconnect, calls fail at once for so long, so that a pulled token does not cost every call an attempt. */
export const RECONNECT_PAUSE_MS = 250;

export class Outage {
  readonly #report: ReportTokenEvent;
  #retryAfter = 0;
  #pinIsRefused = false;
  /** As it was reported; null while there is a connection, or nobody has missed it yet. */
  #trouble: "lost" | "pinRefused" | null = null;

  constructor(report: ReportTokenEvent) {
    this.#report = report;
  }

  /** Whether the token has refused the PIN there is. */
  get isPinRefused(): boolean {
    return this.#pinIsRefused;
  }

  /** Whether a connection may be tried now. */
  mayTry(): boolean {
    return !this.#pinIsRefused && Date.now() >= this.#retryAfter;
  }

  /** A try has failed; a token that is away is reported once, a PIN that is refused each time. */
  failed(error: unknown): void {
    this.#retryAfter = Date.now() + RECONNECT_PAUSE_MS;
    if (error instanceof PinRefusedError) {
      this.#pinIsRefused = true;
      this.#trouble = "pinRefused";
      this.#report({ kind: "pinRefused", sentence: error.message });
    } else if (this.#trouble === null) {
      this.#trouble = "lost";
      this.#report({ kind: "lost", cause: error instanceof TokenStartError ? error.message : describeFailure(error) });
    }
  }

  /** There is a connection again. */
  ended(): void {
    if (this.#trouble !== null) this.#report({ kind: "restored", after: this.#trouble });
    this.#trouble = null;
  }

  /** @returns whether a PIN was waited for; then a connection may be tried at once */
  pinGiven(): boolean {
    if (!this.#pinIsRefused) return false;
    this.#pinIsRefused = false;
    this.#retryAfter = 0;
    return true;
  }
}
