/** Room for so many at once; whoever finds none waits, first come, first served. Invariant: every `enter` that returned is followed by one `leave`. */
export class Lane {
  readonly #waiting: (() => void)[] = [];
  #free: number;

  constructor(room: number) {
    this.#free = room;
  }

  async enter(): Promise<void> {
    if (this.#free > 0) {
      this.#free -= 1;
      return;
    }
    // The place of whoever leaves is handed over, so that nobody who comes later takes it.
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  leave(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free += 1;
    else next();
  }
}
