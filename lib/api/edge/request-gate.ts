/**
 * How much work a worker takes on, and for how long a client waits for it.
 * Invariants: what is too much is refused at once instead of waiting without end; no client waits past the deadline; work that has
 * been answered as too late still counts until it has really ended, so that a stuck database fills the gate; and work that ends in
 * whatever way gives its place free.
 */
import { KmsError } from "#lib/domain/errors";

export type GateSettings = {
  /** Requests under way at once. */
  readonly capacity: number;
  /** ms from the arrival of the request to an answer. */
  readonly deadlineMs: number;
};

type Entry = { readonly due: number; readonly refuse: (error: KmsError) => void };

/** Deadlines are looked at this often, all together; a timer for each request would cost more than the request's parsing. */
const CHECK_MS = 100;

export class RequestGate {
  readonly #settings: GateSettings;
  /** By patience; in each in the order of their deadlines, since those wait equally long. */
  readonly #entries = new Map<number, Set<Entry>>();
  #working = 0;
  #lastLeft = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | null = null;

  constructor(settings: GateSettings) {
    this.#settings = settings;
  }

  /**
   * @param work is told how to find out that its client has been answered, so as to begin nothing more
   * @param patience how many times the usual deadline it may take
   * @throws KmsError `overloaded`, `tooLate`, or what the work throws
   */
  pass<T>(work: (isLate: () => boolean) => Promise<T>, patience = 1): Promise<T> {
    if (this.#working >= this.#settings.capacity) return Promise.reject(new KmsError("overloaded"));
    return new Promise((resolve, reject) => {
      const entry = { due: performance.now() + patience * this.#settings.deadlineMs, refuse: reject };
      const entries = this.#entries.get(patience) ?? new Set();
      this.#entries.set(patience, entries.add(entry));
      this.#working += 1;
      this.#timer ??= setInterval(() => this.#refuseLate(), CHECK_MS).unref();
      const leave = () => {
        this.#working -= 1;
        this.#lastLeft = performance.now();
        entries.delete(entry);
      };
      begin(() => work(() => !entries.has(entry))).then(
        (result) => {
          leave();
          resolve(result);
        },
        (error: unknown) => {
          leave();
          reject(error);
        },
      );
    });
  }

  /** Whether anything is under way, or was a moment ago. @param ms how long a moment is */
  wasPassed(ms: number): boolean {
    return this.#working > 0 || performance.now() - this.#lastLeft < ms;
  }

  close(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
  }

  #refuseLate(): void {
    const now = performance.now();
    for (const entries of this.#entries.values()) {
      for (const entry of entries) {
        if (entry.due > now) break;
        entries.delete(entry);
        entry.refuse(new KmsError("tooLate"));
      }
    }
  }
}

/** Work that throws before its first wait fails like any other. */
function begin<T>(work: () => Promise<T>): Promise<T> {
  try {
    return work();
  } catch (error) {
    return Promise.reject(error);
  }
}
