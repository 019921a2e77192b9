/**
 * All books of a kind, one range of IDs after the other. Invariant: the ranges leave nothing out, neither rows nor seals of what is gone,
 * whatever in them names a book.
 */
import type { RunSql } from "../database/run-sql";
import type { Kind } from "./book-kinds";
import { asParts, readOf, rowsOf, sealsOf } from "./book-statements";

/** Rows of each table that makes a book, and seals, in a range: the database needs some 20 ms to read them. */
const IN_RANGE = 1_000;
/** Ranges of which the ends are asked for at once. */
const RANGES = 1_000;

/** IDs after the first up to and with the second. */
export type Range = { readonly after: string; readonly end: string };

/** In the order of their IDs. */
export async function* rangesOf(kind: Kind, run: RunSql, inRange = IN_RANGE, ranges = RANGES): AsyncGenerator<Range> {
  const statement = endsOf(kind);
  for (let after = "", ends: { end: string }[] = []; ; ) {
    ends = await run<{ end: string }>(statement, [after, inRange, ranges]);
    for (const { end } of ends) {
      yield { after, end };
      after = end;
    }
    if (ends.length < ranges) return;
  }
}

/**
 * Statement: where the next ranges after `$1` end. In each there are at most `$2` rows of each table that makes a book, and as many seals;
 * it gives `$3` ends at most, in their order, and none where nothing is left.
 */
export function endsOf({ name, subject, isEnded }: Kind): string {
  const ofSeals = { id: `pg_catalog.substr(e.book, ${name.length + 2})`, from: "integrity_seal e", by: "e.book" };
  const ofRows = subject.map(({ id, from }) => ({ id, from, by: id }));
  const all = isEnded === null ? [...ofRows, ofSeals] : ofRows;
  const left = ({ id, from, by }: typeof ofSeals) =>
    `select ${id} from ${from} where ${by === id ? `${id} > ends.id` : `${by} > '${name}/' || ends.id and pg_catalog.starts_with(${by}, '${name}/')`}`;
  const full = all.map((one) => `(${left(one)} order by ${one.by} offset $2::int - 1 limit 1)`);
  const last = all.map((one) => `(${left(one)} order by ${one.by} desc limit 1)`);
  return `with recursive ends (id) as (select $1::text union all
    select coalesce(least(${full.join(", ")}), greatest(${last.join(", ")})) from ends where ends.id is not null)
    select id as end from ends where id is not null offset 1 limit $3::int`;
}

/**
 * Statement: gives `BookRow`s of the books of a kind after `$1` up to and with `$2`. What hangs on none, and has no seal, is told by
 * `missingOf`.
 */
export function readRangeOf(kind: Kind): string {
  const isWanted = (id: string) => `${id} > $1 and ${id} <= $2`;
  const seals = sealsOf(
    `e.book > '${kind.name}/' || $1 and e.book <= '${kind.name}/' || $2 and pg_catalog.starts_with(e.book, '${kind.name}/')`,
  );
  return `${readOf(asParts([...rowsOf(kind, isWanted), seals]))} where there${kind.isEnded === null ? " or number is not null" : ""}`;
}
