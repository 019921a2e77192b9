/**
 * Writes traces by group commit: while one INSERT is in flight, the next gathers.
 * Invariant: `append` resolves only after its own row is committed, and rejects if that cannot be known; the reply waits for it.
 */
import { KmsError } from "#lib/domain/errors";
import type { TraceRow } from "#lib/store/traces";

const MAX_BATCH = 512;
/** Rows that may wait. Beyond it the database is not keeping up, and refusing at once is better than a queue without end. */
const MAX_WAITING = 20_000;

type Waiting = { readonly row: TraceRow; readonly resolve: () => void; readonly reject: (error: unknown) => void };

export class TraceWriter {
  readonly #insert: (rows: readonly TraceRow[]) => Promise<void>;
  #waiting: Waiting[] = [];
  #writing: Promise<void> | null = null;

  /** @param insert commits all rows durably, or none and throws */
  constructor(insert: (rows: readonly TraceRow[]) => Promise<void>) {
    this.#insert = insert;
  }

  /** @throws KmsError `unavailable` when the row was not committed */
  append(row: TraceRow): Promise<void> {
    if (this.#waiting.length >= MAX_WAITING) return Promise.reject(new KmsError("unavailable"));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ row, resolve, reject });
      this.#writing ??= this.#writeAll();
    });
  }

  /** Resolves when every appended row has been answered. */
  async flush(): Promise<void> {
    while (this.#writing !== null) await this.#writing;
  }

  async #writeAll(): Promise<void> {
    // Lets the calls of this turn of the event loop join the first INSERT.
    await new Promise(setImmediate);
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, MAX_BATCH);
      try {
        await this.#insert(batch.map(({ row }) => row));
        for (const { resolve } of batch) resolve();
      } catch (error) {
        for (const { reject } of batch) reject(new KmsError("unavailable", { cause: error }));
      }
    }
    this.#writing = null;
  }
}
