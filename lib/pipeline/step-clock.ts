/** How long each step of one call takes, told by the step's name. One object a call, since every call comes by here. */
import type { StepName } from "./steps";

export class StepClock {
  readonly #tell: (step: StepName, seconds: number) => void;
  #step: StepName | null = null;
  #since = 0;

  /** @param tell is told of each step when it has ended, also of one that was left by an error */
  constructor(tell: (step: StepName, seconds: number) => void) {
    this.#tell = tell;
  }

  /** Ends the step there was, and begins another. */
  enter(step: StepName): void {
    const now = performance.now();
    if (this.#step !== null) this.#tell(this.#step, (now - this.#since) / 1000);
    this.#step = step;
    this.#since = now;
  }

  stop(): void {
    if (this.#step !== null) this.#tell(this.#step, (performance.now() - this.#since) / 1000);
    this.#step = null;
  }
}
