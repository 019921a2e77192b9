/**
 * Writes traces by group commit: while one INSERT is in flight, the next gathers.
 * Invariants: `append` resolves only after its own row is committed, and rejects if that cannot be known; the reply waits for it. While
 * the last INSERT failed, the writer is in trouble and tries again by itself, since callers may be kept away from it then; the first
 * one that succeeds leaves a trace of the time without traces.
 */
import { KmsError } from "#lib/domain/errors";
import type { Proof } from "#lib/store/hot/guesses";
import type { ProvenTrace, TraceRow } from "#lib/store/traces/traces";

const MAX_BATCH = 512;
/** Rows that may wait. Beyond it the database is not keeping up, and refusing at once is better than a queue without end. */
const MAX_WAITING = 20_000;
const RETRY_MS = 2_000;

type Waiting = ProvenTrace & { readonly resolve: (inserted: boolean) => void; readonly reject: (error: unknown) => void };

/** A time in which no traces were written, and how many rows could not be. */
export type TraceGap = { readonly from: Date; readonly until: Date; readonly notWritten: number };

export type TraceTrouble = { readonly since: Date; readonly cause: unknown };

/** What the processes of an instance tell each other of their trouble. */
export type SharedTrouble = {
  /** Whether another process is in trouble. */
  isElsewhere(): boolean;
  /** Called when trouble begins here and when it ends. */
  tell(isThere: boolean): void;
};

type Parts = {
  /** Commits all rows whose proof holds durably, and says which; or none and throws. */
  readonly insert: (traces: readonly ProvenTrace[]) => Promise<boolean[]>;
  readonly now?: () => Date;
  /** @returns the trace of a gap; null where it can be filed nowhere */
  readonly describeGap?: (gap: TraceGap) => TraceRow | null;
  readonly retryMs?: number;
  readonly shared?: SharedTrouble;
};

export class TraceWriter {
  readonly #parts: Required<Parts>;
  #waiting: Waiting[] = [];
  #writing: Promise<void> | null = null;
  #trouble: (TraceTrouble & { notWritten: number }) | null = null;
  #retry: NodeJS.Timeout | undefined;

  constructor(parts: Parts) {
    const shared = { isElsewhere: () => false, tell: () => {} };
    this.#parts = { now: () => new Date(), describeGap: () => null, retryMs: RETRY_MS, shared, ...parts };
  }

  /** Since when traces cannot be written, as far as the last attempt tells; null when they can. */
  get trouble(): TraceTrouble | null {
    return this.#trouble;
  }

  /** Whether another process of this instance cannot write traces. */
  get isTroubleElsewhere(): boolean {
    return this.#parts.shared.isElsewhere();
  }

  /**
   * @param proof what must still be so when the row is written; null where nothing must
   * @returns false when the proof did not hold: then the row was not written
   * @throws KmsError `unavailable` when it is not known that the row was committed
   */
  append(row: TraceRow, proof: Proof | null = null): Promise<boolean> {
    if (this.#waiting.length >= MAX_WAITING) return Promise.reject(new KmsError("unavailable"));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ row, proof, resolve, reject });
      this.#writing ??= this.#writeAll();
    });
  }

  /** Resolves when every appended row has been answered; nothing is tried again afterwards. */
  async flush(): Promise<void> {
    while (this.#writing !== null) await this.#writing;
    clearTimeout(this.#retry);
  }

  async #writeAll(): Promise<void> {
    // Lets the calls of this turn of the event loop join the first INSERT.
    await new Promise(setImmediate);
    do {
      await this.#write(this.#waiting.splice(0, MAX_BATCH));
    } while (this.#waiting.length > 0);
    this.#writing = null;
  }

  /** @param batch may be empty while there is trouble */
  async #write(batch: readonly Waiting[]): Promise<void> {
    const gap = this.#gapTrace();
    const traces: readonly ProvenTrace[] = gap === null ? batch : [...batch, { row: gap, proof: null }];
    if (traces.length === 0) return;
    try {
      const inserted = await this.#parts.insert(traces);
      if (this.#trouble !== null) this.#parts.shared.tell(false);
      this.#trouble = null;
      for (const [index, { resolve }] of batch.entries()) resolve(inserted[index] === true);
    } catch (error) {
      this.#noteTrouble(error, batch.length);
      for (const { reject } of batch) reject(new KmsError("unavailable", { cause: error }));
    }
  }

  #gapTrace(): TraceRow | null {
    if (this.#trouble === null) return null;
    const { since, notWritten } = this.#trouble;
    return this.#parts.describeGap({ from: since, until: this.#parts.now(), notWritten });
  }

  #noteTrouble(cause: unknown, rows: number): void {
    if (this.#trouble === null) this.#parts.shared.tell(true);
    this.#trouble = { since: this.#trouble?.since ?? this.#parts.now(), cause, notWritten: (this.#trouble?.notWritten ?? 0) + rows };
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => {
      this.#writing ??= this.#writeAll();
    }, this.#parts.retryMs).unref();
  }
}
