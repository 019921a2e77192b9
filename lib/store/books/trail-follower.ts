/**
 * Looks whether the seals of today are those that the trail tells of. A book that was put back whole, rows and seal, is authentic; but the
 * trail has told of a later one. Invariant: the trail is read once, in the order of its numbers, and only as far as all of it is decided; a
 * seal is read after the traces that tell of it, so one that lags behind them was put back.
 */
import type { RunSql } from "../database/run-sql";
import { SettledTrail } from "../traces/settled";
import { putBack, subjectOf } from "./altered";
import type { Alteration, Findings } from "./book-rows";
import { type Section, toSections } from "./book-sections";

const AT_ONCE = 500;

const NEXT = `select id::text as id, state from trace where state <> '' and id > $1::bigint and id <= $2::bigint order by trace.id limit ${AT_ONCE}`;
const SEALS = "select book, number::text as number, rows from integrity_seal where book = any($1::text[])";

export class TrailFollower {
  /** By book the number that the trail has told of last. About 100 bytes each. */
  readonly #told = new Map<string, bigint>();
  #after = 0n;

  /** It was another database. */
  forget(): void {
    this.#told.clear();
    this.#after = 0n;
  }

  /** @returns the books that are not what the trail has told of @throws when the database does not answer */
  async follow(run: RunSql): Promise<Findings[]> {
    const settled = await new SettledTrail(run).look();
    // Its numbers begin anew: the trail of another database. Where nothing could be decided there is none.
    if (settled > 0n && settled < this.#after) this.forget();
    const last = await this.#readNew(run, settled);
    const books = [...this.#told.keys()];
    const found: Findings[] = [];
    for (let from = 0; from < books.length; from += AT_ONCE) {
      const some = books.slice(from, from + AT_ONCE);
      const seals = new Map((await run<Seal>(SEALS, [some])).map((seal) => [seal.book, seal]));
      for (const book of some) {
        const how = alterationOf(book, this.#told.get(book) ?? 0n, last.get(book), seals.get(book));
        if (how !== null) found.push({ book, alterations: [how], account: null });
      }
    }
    return found;
  }

  /** @returns by book the last section that was not read before */
  async #readNew(run: RunSql, settled: bigint): Promise<ReadonlyMap<string, Section>> {
    const last = new Map<string, Section>();
    for (let count = AT_ONCE; count === AT_ONCE; ) {
      const rows = await run<{ id: string; state: string }>(NEXT, [String(this.#after), String(settled)]);
      count = rows.length;
      for (const { id, state } of rows) {
        this.#after = BigInt(id);
        for (const section of toSections(state)) {
          last.set(section.book, section);
          if (isEmpty(section)) this.#told.delete(section.book);
          else this.#told.set(section.book, section.number);
        }
      }
    }
    if (settled > this.#after) this.#after = settled;
    return last;
  }
}

type Seal = { readonly book: string; readonly number: string; readonly rows: string };

/** Of a key that came and went in one change there is no seal. */
function isEmpty({ isWhole, there }: Section): boolean {
  return isWhole && there.length === 0;
}

/** A seal of a later number is of a change that is not decided yet. */
function alterationOf(book: string, told: bigint, last: Section | undefined, seal: Seal | undefined): Alteration | null {
  if (seal === undefined) return { ...subjectOf(book), how: "removed" };
  const number = BigInt(seal.number);
  if (number < told) return putBack(book);
  return number > told || last === undefined || fits(last, seal.rows) ? null : { table: "integrity_seal", row: book, how: "changed" };
}

function fits({ isWhole, there, gone }: Section, rows: string): boolean {
  const lines = new Set(rows === "" ? [] : rows.split("\n"));
  const places = new Set([...lines].map((line) => line.slice(0, line.lastIndexOf(" "))));
  return there.every((line) => lines.has(line)) && !gone.some((place) => places.has(place)) && (!isWhole || lines.size === there.length);
}
