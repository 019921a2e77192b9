/**
 * How far the trail can be read in order. Numbers are given when rows are inserted and rows are seen when they are committed, so a smaller
 * number may appear after a larger one. Invariant: of the numbers up to the settled one each is committed and seen by whoever looks from
 * now on, or never will be.
 *
 * Why it holds. Whoever inserts has a lock (RowExclusiveLock) on `trace` before the number is drawn, and keeps it to the end of the
 * transaction, when what it wrote is visible already. So after the last number was read, whoever holds that lock may still write a number
 * up to it, and nobody else can. When those have ended, all is decided. Nothing of it depends on how transactions are numbered, so it
 * holds after a dump was restored too.
 */
import type { RunSql } from "../database/run-sql";

/** In turns of a look, in ms: an insert takes a few; who takes longer is looked for by the next look. */
const PAUSES_MS = [2, 5, 10, 20, 40, 80];

const LAST_NUMBER = "select (case when is_called then last_value else last_value - 1 end)::text as last from trace_id_seq";

/** Of prepared transactions, which belong to no process, the holder is known by another name than before; see `isOver`. */
const HOLDERS = `select distinct virtualtransaction as holder, pid is null as prepared from pg_locks
  where locktype = 'relation' and relation = 'trace'::regclass and mode = 'RowExclusiveLock' and granted
    and database = (select oid from pg_database where datname = current_database())`;

type Holder = { readonly holder: string; readonly prepared: boolean };

export class SettledTrail {
  readonly #run: RunSql;
  #settled = 0n;
  /** What will be settled when none of the holders is left. */
  #next: { readonly id: bigint; readonly holders: ReadonlySet<string> } | null = null;

  /** @param run statements on one connection, each of which sees what was committed before it */
  constructor(run: RunSql) {
    this.#run = run;
  }

  /** @returns the settled number, 0 where none is known yet; it never goes back @throws when the database does not answer */
  async look(): Promise<bigint> {
    for (const pause of [0, ...PAUSES_MS]) {
      if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause));
      if (await this.#settle()) break;
    }
    return this.#settled;
  }

  /** One step. @returns whether all that was drawn when the look began is settled */
  async #settle(): Promise<boolean> {
    if (this.#next === null) {
      const [row] = await this.#run<{ last: string }>(LAST_NUMBER, []);
      const id = BigInt(row?.last ?? 0);
      if (id <= this.#settled) return true;
      // After the number, and in a statement of its own: who comes to the lock later draws a larger one.
      const holders = await this.#run<Holder>(HOLDERS, []);
      this.#next = { id, holders: new Set(holders.map(({ holder }) => holder)) };
      if (holders.length > 0) return false;
    } else if (!isOver(this.#next.holders, await this.#run<Holder>(HOLDERS, []))) return false;
    this.#settled = this.#next.id;
    this.#next = null;
    return true;
  }
}

/** A transaction that was prepared meanwhile is one of those waited for, under another name. */
function isOver(awaited: ReadonlySet<string>, now: readonly Holder[]): boolean {
  return awaited.size === 0 || !now.some(({ holder, prepared }) => prepared || awaited.has(holder));
}
