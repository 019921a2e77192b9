/**
 * Writes traces by group commit: while one INSERT is in flight, the next gathers.
 * Invariants: `append` resolves only after its own row is committed, and rejects if that cannot be known; the reply waits for it. A row
 * that the database refuses for what is in it fails alone. While no row is taken, the writer is in trouble and tries again by itself,
 * since callers may be kept away from it then. Whatever could not be written, the next INSERT that succeeds leaves a trace of it.
 */
import { KmsError } from "#lib/domain/errors";
import { isRowRefused } from "#lib/store/database/faults";
import type { Proof } from "#lib/store/hot/guesses";
import type { ProvenTrace, TraceRow } from "#lib/store/traces/traces";

const MAX_BATCH = 512;
/** Rows that may wait. Beyond it the database is not keeping up, and refusing at once is better than a queue without end. */
const MAX_WAITING = 20_000;
const RETRY_MS = 2_000;

type Waiting = ProvenTrace & { readonly resolve: (inserted: boolean) => void; readonly reject: (error: KmsError) => void };

/** A time in which traces were not written, and how many. */
export type TraceGap = { readonly from: Date; readonly until: Date; readonly notWritten: number };

export type TraceTrouble = { readonly since: Date; readonly cause: unknown };

/** One attempt to commit what had gathered, for metrics. */
export type TraceCommit = { readonly rows: number; readonly seconds: number; readonly isCommitted: boolean };

/** `queued` rows wait for their commit at this moment, those under way included; the rest is counted since the writer began. */
export type TraceStats = {
  readonly queued: number;
  readonly commits: number;
  readonly rows: number;
  /** Rows that were not written because the guess they rested on was wrong. */
  readonly disproven: number;
};

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
  /** Told of each attempt. */
  readonly onCommit?: (commit: TraceCommit) => void;
};

export class TraceWriter {
  readonly #parts: Required<Parts>;
  #waiting: Waiting[] = [];
  #writing: Promise<void> | null = null;
  #trouble: TraceTrouble | null = null;
  /** What could not be written, and is to be told. */
  #gap: Omit<TraceGap, "until"> | null = null;
  #retry: NodeJS.Timeout | undefined;
  #underWay = 0;
  #counted = { commits: 0, rows: 0, disproven: 0 };

  constructor(parts: Parts) {
    const shared = { isElsewhere: () => false, tell: () => {} };
    this.#parts = { now: () => new Date(), describeGap: () => null, retryMs: RETRY_MS, shared, onCommit: () => {}, ...parts };
  }

  get stats(): TraceStats {
    return { queued: this.#waiting.length + this.#underWay, ...this.#counted };
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
   * @throws KmsError `unavailable` when it is not known that the row was committed, `internal` when the database refuses this very row
   */
  append(row: TraceRow, proof: Proof | null = null): Promise<boolean> {
    if (this.#waiting.length >= MAX_WAITING) return Promise.reject(new KmsError("unavailable"));
    return new Promise((resolve, reject) => {
      const giveUp = (error: KmsError) => {
        this.#noteGap();
        reject(error);
      };
      this.#waiting.push({ row, proof, resolve, reject: giveUp });
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
      const batch = this.#waiting.splice(0, MAX_BATCH);
      this.#underWay = batch.length;
      await this.#write(batch);
      this.#underWay = 0;
      // Where there is trouble, the retry tells of the gap.
    } while (this.#waiting.length > 0 || (this.#gap !== null && this.#trouble === null));
    this.#writing = null;
  }

  /** @param batch may be empty while there is a gap to be told */
  async #write(batch: readonly Waiting[]): Promise<void> {
    const gap = this.#takeGap();
    const rows = gap === null ? batch : [...batch, gap];
    if (rows.length > 0) await this.#commit(rows);
  }

  /** Answers each of them, and never throws. */
  async #commit(rows: readonly Waiting[]): Promise<void> {
    const begun = performance.now();
    const tell = (isCommitted: boolean) =>
      this.#parts.onCommit({ rows: rows.length, seconds: (performance.now() - begun) / 1_000, isCommitted });
    try {
      const inserted = await this.#parts.insert(rows);
      tell(true);
      this.#endTrouble();
      for (const [index, { resolve }] of rows.entries()) resolve(inserted[index] === true);
      this.#count(inserted);
    } catch (error) {
      tell(false);
      if (isRowRefused(error)) return this.#isolate(rows, error);
      this.#beginTrouble(error);
      for (const { reject } of rows) reject(new KmsError("unavailable", { cause: error }));
    }
  }

  /** Halves the rows until the one that was refused is alone; the others are committed. */
  async #isolate(rows: readonly Waiting[], error: unknown): Promise<void> {
    if (this.#trouble !== null && rows.length > 1) return this.#tryLast(rows);
    if (rows.length === 1) {
      for (const { reject } of rows) reject(new KmsError("internal", { cause: error }));
      return;
    }
    const middle = Math.ceil(rows.length / 2);
    await this.#commit(rows.slice(0, middle));
    await this.#commit(rows.slice(middle));
  }

  /** While there is trouble, the last row is that of the gap. Where not even that is taken, the others need not be tried. */
  async #tryLast(rows: readonly Waiting[]): Promise<void> {
    const others = rows.slice(0, -1);
    await this.#commit(rows.slice(-1));
    if (this.#trouble === null) return this.#commit(others);
    for (const { reject } of others) reject(new KmsError("unavailable", { cause: this.#trouble.cause }));
  }

  #count(inserted: readonly boolean[]): void {
    const rows = inserted.filter(Boolean).length;
    this.#counted.commits += 1;
    this.#counted.rows += rows;
    this.#counted.disproven += inserted.length - rows;
  }

  /** The trace of what could not be written, as a row among others; null where there is nothing to tell, or nowhere to file it. */
  #takeGap(): Waiting | null {
    const gap = this.#gap;
    if (gap === null) return null;
    const row = this.#parts.describeGap({ ...gap, until: this.#parts.now() });
    this.#gap = null;
    if (row === null) return null;
    const putBack = ({ code, cause }: KmsError) => {
      this.#gap = { from: gap.from, notWritten: gap.notWritten + (this.#gap?.notWritten ?? 0) };
      // There is nothing in this row that could be refused: the database takes none.
      if (code === "internal") this.#beginTrouble(cause);
    };
    return { row, proof: null, resolve: () => {}, reject: putBack };
  }

  #noteGap(): void {
    this.#gap = { from: this.#gap?.from ?? this.#trouble?.since ?? this.#parts.now(), notWritten: (this.#gap?.notWritten ?? 0) + 1 };
  }

  #beginTrouble(cause: unknown): void {
    if (this.#trouble === null) this.#parts.shared.tell(true);
    this.#trouble = { since: this.#trouble?.since ?? this.#parts.now(), cause };
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => {
      this.#writing ??= this.#writeAll();
    }, this.#parts.retryMs).unref();
  }

  #endTrouble(): void {
    if (this.#trouble !== null) this.#parts.shared.tell(false);
    this.#trouble = null;
  }
}
