/**
 * Keeps lines that strangers can cause from filling the log. Invariant: a kind of line passes at most once in a period, and the next
 * one that passes says how many were held back. Kinds come from text that others may choose, so only so many are remembered.
 */
const MAX_KINDS = 100;

export class LineLimit {
  readonly #periodMs: number;
  readonly #now: () => number;
  readonly #kinds = new Map<string, { until: number; heldBack: number }>();

  /** @param now monotonic, in ms */
  constructor(periodMs: number, now: () => number = () => performance.now()) {
    this.#periodMs = periodMs;
    this.#now = now;
  }

  /** @returns how many lines of this kind were held back before this one; null when this one is held back too */
  pass(kind: string): number | null {
    const now = this.#now();
    const name = this.#kinds.has(kind) || this.#makeRoom(now) ? kind : "";
    const entry = this.#kinds.get(name);
    if (entry !== undefined && now < entry.until) {
      entry.heldBack += 1;
      return null;
    }
    this.#kinds.set(name, { until: now + this.#periodMs, heldBack: 0 });
    return entry?.heldBack ?? 0;
  }

  #makeRoom(now: number): boolean {
    if (this.#kinds.size < MAX_KINDS) return true;
    for (const [kind, { until }] of this.#kinds) if (now >= until && kind !== "") this.#kinds.delete(kind);
    return this.#kinds.size < MAX_KINDS;
  }
}
