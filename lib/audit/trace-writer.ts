/**
 * Writes traces by group commit: while one INSERT is in flight, the next gathers.
 * Invariant: `append` resolves only after its own row is committed, and rejects if that cannot be known; the reply waits for it.
 */
import { KmsError } from "#lib/domain/errors";
import type { Proof } from "#lib/store/guesses";
import type { ProvenTrace, TraceRow } from "#lib/store/traces";

const MAX_BATCH = 512;
/** Rows that may wait. Beyond it the database is not keeping up, and refusing at once is better than a queue without end. */
const MAX_WAITING = 20_000;

type Waiting = ProvenTrace & { readonly resolve: (inserted: boolean) => void; readonly reject: (error: unknown) => void };

export class TraceWriter {
  readonly #insert: (traces: readonly ProvenTrace[]) => Promise<boolean[]>;
  #waiting: Waiting[] = [];
  #writing: Promise<void> | null = null;

  /** @param insert commits all rows whose proof holds durably, and says which; or none and throws */
  constructor(insert: (traces: readonly ProvenTrace[]) => Promise<boolean[]>) {
    this.#insert = insert;
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
        const inserted = await this.#insert(batch);
        for (const [index, { resolve }] of batch.entries()) resolve(inserted[index] === true);
      } catch (error) {
        for (const { reject } of batch) reject(new KmsError("unavailable", { cause: error }));
      }
    }
    this.#writing = null;
  }
}
