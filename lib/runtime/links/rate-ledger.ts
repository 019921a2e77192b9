/**
 * The primary's count of requests per caller: one token bucket each, filled with a second's worth and refilled evenly, from
 * which the workers take shares, so that the limit holds for all workers together.
 * Invariant: a caller is given at most `limit` at once and `limit` per second on average.
 */
export type RateShare = {
  /** Requests that may be made now; 0 when the limit is reached. */
  readonly granted: number;
  /** ms until there is one again; 0 when some were granted. */
  readonly waitMs: number;
};

type Bucket = { level: number; at: number };

/** Full buckets are the same as none, and are swept out when there are this many. */
const SWEEP_AT = 10_000;

export class RateLedger {
  readonly #limit: number;
  readonly #buckets = new Map<string, Bucket>();
  #sweepAt = SWEEP_AT;

  /** @param limit requests per second and caller, at least 1 */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /**
   * @param wanted at least 1
   * @param now ms, of a clock that does not jump
   */
  take(caller: string, wanted: number, now: number): RateShare {
    const bucket = this.#buckets.get(caller) ?? this.#open(caller, now);
    bucket.level = this.#levelAt(bucket, now);
    bucket.at = now;
    const granted = Math.min(wanted, Math.floor(bucket.level));
    bucket.level -= granted;
    return { granted, waitMs: granted > 0 ? 0 : ((1 - bucket.level) * 1000) / this.#limit };
  }

  #levelAt({ level, at }: Bucket, now: number): number {
    return Math.min(this.#limit, level + ((now - at) * this.#limit) / 1000);
  }

  #open(caller: string, now: number): Bucket {
    if (this.#buckets.size >= this.#sweepAt) this.#sweep(now);
    const bucket = { level: this.#limit, at: now };
    this.#buckets.set(caller, bucket);
    return bucket;
  }

  #sweep(now: number): void {
    for (const [caller, bucket] of this.#buckets) {
      if (this.#levelAt(bucket, now) >= this.#limit) this.#buckets.delete(caller);
    }
    this.#sweepAt = Math.max(SWEEP_AT, this.#buckets.size * 2);
  }
}
