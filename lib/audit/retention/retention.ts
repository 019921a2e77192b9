/**
 * Removes traces that are older than the settings say, whole tiles of the sealed log from the oldest on. In this order: rows that are old
 * enough are compared with what was sealed of them; that they go is recorded, authenticated by the token, and said in a trace; when that trace
 * is sealed they are removed, some at a time. Invariants: nothing is removed that was not found as it was sealed, that somebody who reads in
 * order has not read, or whose removal is not sealed; whatever is killed when, the next run goes on.
 */
import { setTimeout as pause } from "node:timers/promises";
import type { Clock } from "#lib/base/clock";
import type { Log } from "#lib/base/log";
import { readLastCheckpoint } from "#lib/store/audit/checkpoints";
import {
  countOldTiles,
  isNextTileOld,
  lastTraceNumber,
  moveRetention,
  type RetentionRow,
  readCutOff,
  removeTraces,
} from "#lib/store/audit/retention";
import { findLeafIndex, findTraceId, TILE_HASHES } from "#lib/store/audit/tiles";
import { tellAgain } from "#lib/store/books/tell-books";
import type { RunSql } from "#lib/store/database/run-sql";
import { findFirstAccountIdBy } from "#lib/store/identity/first-account";
import type { Store } from "#lib/store/open";
import { insertChangeTraces, type TraceRow } from "#lib/store/traces/traces";
import { readTree } from "../seal/log-tree";
import { verifySealed } from "../seal/verify-sealed";
import { toSystemTrace } from "../system-trace";
import { type BoundarySeal, readBoundary, sealBoundary } from "./boundary";

/** Tiles that are looked at or removed in one transaction: some 10,000 rows. */
const TILES = 40;
/** Of one record, so that a long trail is begun to be removed before all of it was looked at: a million rows. */
const MOST_TILES = 4_096;
/** After each transaction, in which callers have the database for themselves. */
const PAUSE_MS = 50;
/** It is looked so often whether more has become old. */
const STEP_MS = 3_600_000;
/** Where a tile is old, and only not signed or not read by everybody yet, as it may be at a start. */
const BEHIND_STEP_MS = 10_000;

type Parts = {
  readonly store: Pick<Store, "transactSql">;
  readonly hsm: BoundarySeal;
  /** After so many days traces are removed. */
  readonly days: number;
  readonly clock: Clock;
  readonly log: Pick<Log, "info">;
};

/** What becomes old next. @param to leaf index after the last @param nextStepMs after which it is looked again; 0 where not all was looked at */
type Old = { readonly from: number; readonly to: number; readonly rows: number; readonly cutOff: Date; readonly nextStepMs: number };

export class Retention {
  readonly #parts: Parts;
  /** By the monotonic clock. */
  #nextStepAt = Number.NEGATIVE_INFINITY;
  /** When this process began, by both clocks. */
  readonly #begun: { readonly wall: number; readonly monotonic: number };

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#begun = { wall: parts.clock.now().getTime(), monotonic: parts.clock.monotonic() };
  }

  /**
   * Removes what is recorded, and records what has become old since.
   * @param gone aborted when this process shall not go on
   * @throws when database or token do not answer; Error where rows are not as they were sealed, or the record is not the product's
   */
  async run(gone: AbortSignal): Promise<void> {
    const { store, hsm, clock } = this.#parts;
    const { row, isAuthentic } = await store.transactSql((run) => readBoundary(run, hsm));
    if (!isAuthentic) throw new Error("somebody else has changed from where on traces are kept: none are removed");
    if (row !== null && row.removedTo < row.keptFrom) return this.#remove(row, gone);
    if (clock.monotonic() < this.#nextStepAt) return;
    const old = await this.#findOld(row?.keptFrom ?? 0, gone);
    if (gone.aborted) return;
    if (old.to > old.from) await this.#record(old);
    // What there is more of follows when that is removed.
    this.#nextStepAt = clock.monotonic() + old.nextStepMs;
  }

  async #findOld(from: number, gone: AbortSignal): Promise<Old> {
    const { store, days } = this.#parts;
    const cutOff = await store.transactSql((run) => readCutOff(run, this.#now(), days));
    let [to, rows] = [from, 0];
    while (!gone.aborted && to - from < MOST_TILES * TILE_HASHES) {
      const place = to / TILE_HASHES;
      const tiles = await store.transactSql((run) => countOldTiles(run, place, TILES, cutOff));
      if (tiles > 0) {
        const part = await verifySealed(store, to, tiles);
        const [fault] = part.faults;
        if (fault !== undefined) {
          throw new Error(
            `${fault.kind} ${fault.name} of the audit log was ${fault.how} by somebody else: it is not removed, nor what is younger`,
          );
        }
        rows += part.rows;
        to += tiles * TILE_HASHES;
      }
      if (tiles < TILES) {
        const isBehind = await store.transactSql((run) => isNextTileOld(run, to, cutOff));
        return { from, to, rows, cutOff, nextStepMs: isBehind ? BEHIND_STEP_MS : STEP_MS };
      }
      await pause(PAUSE_MS);
    }
    return { from, to, rows, cutOff, nextStepMs: 0 };
  }

  /** A clock that is set forward while this process runs makes nothing old. */
  #now(): Date {
    const { clock } = this.#parts;
    return new Date(Math.min(clock.now().getTime(), this.#begun.wall + clock.monotonic() - this.#begun.monotonic));
  }

  async #record({ from, to, rows, cutOff }: Old): Promise<void> {
    const { store, hsm, clock, log, days } = this.#parts;
    const at = clock.now();
    await this.#tellAgain(from, to);
    await store.transactSql(async (run) => {
      const tree = await readTree(run, to);
      if (tree === null) throw new Error("tiles of the audit log are missing");
      const details = { from, to, rows, cutOff: cutOff.toISOString(), days };
      // At once: its number is part of the record.
      await insertChangeTraces(run, [{ row: toTrace((await findFirstAccountIdBy(run)) ?? "", at, details), state: "" }]);
      const boundary = { keptFrom: to, root: tree.root, cutOff, traceId: await lastTraceNumber(run), at };
      const isMoved = await moveRetention(run, from, { ...boundary, mac: sealBoundary(hsm, boundary) });
      if (!isMoved) throw new Error("another process has recorded meanwhile that traces are removed");
    });
    log.info({ from, to, rows, cutOff }, "traces are removed by age, and their hashes are kept");
  }

  /** What they say of keys and people is said once more, so that the rows of any later day follow from what is left. */
  async #tellAgain(from: number, to: number): Promise<void> {
    const { store } = this.#parts;
    const [before, last] = await store.transactSql(async (run) => [
      from === 0 ? 0n : await findTraceId(run, from - 1),
      await findTraceId(run, to - 1),
    ]);
    if (before === null || before === undefined || last === null || last === undefined)
      throw new Error("tiles of the audit log are missing");
    await tellAgain(store, { after: before, upTo: last });
  }

  async #remove({ keptFrom, removedTo, cutOff, traceId }: RetentionRow, gone: AbortSignal): Promise<void> {
    const { store } = this.#parts;
    if (!(await store.transactSql((run) => isSealed(run, traceId)))) return;
    for (let from = Math.max(0, removedTo - (removedTo % TILE_HASHES)); from < keptFrom && !gone.aborted; ) {
      const to = await store.transactSql((run) => removeTraces(run, from, TILES, cutOff));
      if (to === from) throw new Error(`traces from the leaf ${from} on are to be removed, and the database keeps them`);
      from = to;
      await pause(PAUSE_MS);
    }
  }
}

async function isSealed(run: RunSql, traceId: bigint): Promise<boolean> {
  const index = await findLeafIndex(run, traceId);
  const last = await readLastCheckpoint(run);
  return index !== null && last !== null && index < last.size;
}

/** @param accountId under which it is filed, since it is about all */
function toTrace(accountId: string, at: Date, details: TraceRow["details"]): TraceRow {
  return {
    ...toSystemTrace({ id: "", accountId, projectId: "", alias: "" }, at, "retainTraces", details),
    projectId: null,
    resourceType: "trace",
  };
}
