/**
 * Notices when the wall clock jumps: when it has gone another way than the monotonic clock since the last look.
 * Invariant: a jump is told once, whichever look finds it.
 */
import type { Clock } from "#lib/base/clock";

/** Smaller differences are a clock that is being slewed, or a look that was late. */
const TOLERANCE_MS = 2_000;

export class ClockWatch {
  readonly #clock: Clock;
  #last: { wall: number; monotonic: number };

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#last = this.#read();
  }

  /** @returns ms that the clock has jumped since the last look, below zero for back; 0 when it has not */
  look(): number {
    const before = this.#last;
    this.#last = this.#read();
    const jump = this.#last.wall - before.wall - (this.#last.monotonic - before.monotonic);
    return Math.abs(jump) > TOLERANCE_MS ? Math.round(jump) : 0;
  }

  #read() {
    return { wall: this.#clock.now().getTime(), monotonic: this.#clock.monotonic() };
  }
}
