/**
 * Forwards the trail to one receiver: at least once, in the order of the numbers. Invariants: the trail itself is the queue, so no more
 * than one batch is in memory however long the receiver is away; its cursor moves only after what was before it has been taken.
 */
import type { Clock } from "#lib/base/clock";
import type { Log } from "#lib/base/log";
import type { Trace } from "#lib/domain/trace";
import type { Store } from "#lib/store/open";
import { beginReceiver, noteDelivered, noteLooked, noteUndelivered, readInOrder } from "#lib/store/traces/receivers";
import { DeliveryFailure, type Piece, type Receiver } from "./receiver";

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;
/** That somebody looks is said so often, where there is nothing else to say. */
const LOOKED_MS = 15_000;

type Parts = {
  readonly receiver: Receiver;
  readonly store: Pick<Store, "transactSql">;
  readonly clock: Clock;
  readonly log: Pick<Log, "warn" | "info">;
  readonly gone: AbortSignal;
};

export class Forwarder {
  readonly #parts: Parts;
  #after: bigint | null = null;
  #failuresInARow = 0;
  /** By the monotonic clock. */
  #nextTryAt = Number.NEGATIVE_INFINITY;
  #lookedAt = Number.NEGATIVE_INFINITY;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Delivers what there is up to the settled number, unless a failure is too fresh. @throws when the database does not answer */
  async run(settledId: bigint): Promise<void> {
    const { receiver, store, clock, gone } = this.#parts;
    this.#after ??= await beginReceiver(store, receiver.name, settledId, clock.now());
    while (!gone.aborted && clock.monotonic() >= this.#nextTryAt) {
      const batch = this.#after < settledId ? await this.#read(this.#after, settledId) : null;
      if (batch === null) break;
      const from: bigint = this.#after;
      await this.#deliver(from, batch);
      // It failed, or somebody else leads.
      if (this.#after === null || this.#after === from) return;
    }
    if (clock.monotonic() - this.#lookedAt < LOOKED_MS) return;
    await noteLooked(store, receiver.name, clock.now());
    this.#lookedAt = clock.monotonic();
  }

  async #read(after: bigint, upTo: bigint): Promise<Batch | null> {
    const { receiver, store } = this.#parts;
    const traces = await readInOrder(store, after, upTo, receiver.most.rows);
    return traces.length === 0 ? null : cut(traces, receiver);
  }

  async #deliver(from: bigint, { pieces, last }: Batch): Promise<void> {
    const { receiver, store, clock, gone } = this.#parts;
    try {
      await receiver.deliver(pieces, gone);
    } catch (error) {
      if (gone.aborted) return;
      if (!(error instanceof DeliveryFailure)) throw error;
      return this.#fail(error);
    }
    this.#succeed();
    const isMoved = await noteDelivered(store, receiver.name, from, { last, rows: pieces.length, now: clock.now() });
    // Somebody else leads by now, or has for a moment: where things stand is read anew.
    this.#after = isMoved ? last.id : null;
  }

  async #fail(error: DeliveryFailure): Promise<void> {
    const { receiver, store, clock, log } = this.#parts;
    if (this.#failuresInARow === 0) {
      log.warn({ receiver: receiver.name, failure: error.message, err: error.cause }, "traces could not be forwarded, and are sent again");
    }
    const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.#failuresInARow);
    this.#failuresInARow += 1;
    this.#nextTryAt = clock.monotonic() + pause;
    await noteUndelivered(store, receiver.name, error.message, clock.now());
  }

  #succeed(): void {
    const { receiver, log } = this.#parts;
    if (this.#failuresInARow > 0) {
      log.info({ receiver: receiver.name, failures: this.#failuresInARow }, "traces are forwarded again");
    }
    this.#failuresInARow = 0;
  }
}

type Batch = { readonly pieces: readonly Piece[]; readonly last: Trace };

/** As many as fit, one at least. */
function cut(traces: readonly Trace[], receiver: Receiver): Batch {
  const pieces: Piece[] = [];
  let last = traces[0] as Trace;
  let bytes = 0;
  for (const trace of traces) {
    const text = receiver.write(trace);
    bytes += Buffer.byteLength(text);
    if (bytes > receiver.most.bytes && pieces.length > 0) break;
    pieces.push({ id: trace.id, text });
    last = trace;
  }
  return { pieces, last };
}
