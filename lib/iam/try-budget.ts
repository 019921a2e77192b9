/**
 * How many wrong passwords a network may have looked at: a few at once, for people who mistype and scripts with an old password, and
 * then so many a second. Invariants: what is given back was taken before; the networks remembered are bounded, and one that is
 * forgotten has its budget anew.
 */
type Bucket = { level: number; at: number };

const NETWORKS_MAX = 10_000;

export class TryBudget {
  readonly #capacity: number;
  readonly #perSecond: number;
  readonly #now: () => number;
  readonly #buckets = new Map<string, Bucket>();

  /** @param now ms, of a clock that does not jump */
  constructor(capacity: number, perSecond: number, now: () => number) {
    this.#capacity = capacity;
    this.#perSecond = perSecond;
    this.#now = now;
  }

  has(network: string): boolean {
    return this.#levelOf(network) >= 1;
  }

  /** @returns false when there is none to take */
  take(network: string): boolean {
    const level = this.#levelOf(network);
    if (level < 1) return false;
    this.#keep(network, level - 1);
    return true;
  }

  /** For a try that was not wrong. */
  giveBack(network: string): void {
    this.#keep(network, Math.min(this.#capacity, this.#levelOf(network) + 1));
  }

  #levelOf(network: string): number {
    const bucket = this.#buckets.get(network);
    if (bucket === undefined) return this.#capacity;
    return Math.min(this.#capacity, bucket.level + ((this.#now() - bucket.at) * this.#perSecond) / 1000);
  }

  /** The one that was used longest ago is forgotten; under its own flood none is. */
  #keep(network: string, level: number): void {
    this.#buckets.delete(network);
    if (level >= this.#capacity) return;
    this.#buckets.set(network, { level, at: this.#now() });
    if (this.#buckets.size > NETWORKS_MAX) this.#buckets.delete(this.#buckets.keys().next().value as string);
  }
}
