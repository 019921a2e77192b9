/** Counts how many values were in which bucket, in numbers that are there already: noting one value allocates nothing. */
export class Histogram {
  readonly #bounds: readonly number[];
  /** One for each bucket, the last without a bound. */
  readonly #counts: Float64Array;
  #sum = 0;

  /** @param bounds upper bounds, ascending; a value that is equal to one belongs to it */
  constructor(bounds: readonly number[]) {
    this.#bounds = bounds;
    this.#counts = new Float64Array(bounds.length + 1);
  }

  observe(value: number): void {
    const bounds = this.#bounds;
    let bucket = 0;
    while (bucket < bounds.length && value > (bounds[bucket] as number)) bucket += 1;
    this.#counts[bucket] = (this.#counts[bucket] as number) + 1;
    this.#sum += value;
  }

  /** How many values each bucket has, each for itself, and then the sum of the values. */
  toValues(): number[] {
    return [...this.#counts, this.#sum];
  }
}
