/**
 * Looks at every book there is, at every seal of one that there is not, for those that are named and gone without a trace, and for what the
 * trail tells otherwise. While the
 * token looks at some, the database reads the next; and whoever else works in this process never waits long for either.
 */
import { setImmediate as othersTurn } from "node:timers/promises";
import type { RunSql } from "../database/run-sql";
import { toMissing } from "./altered";
import type { Kind } from "./book-kinds";
import type { Findings } from "./book-rows";
import { type BookRow, FAMILIES, missingOf } from "./book-statements";
import type { Books } from "./books";
import { rangesOf, readRangeOf } from "./ranges";

export type Examined = { readonly rows: number; readonly altered: readonly Findings[] };

/** Books that are looked at before the clock is. */
const AT_ONCE = 25;
/** How long others wait for their turn, in ms, but for the last books. */
const TURN_MS = 5;

/**
 * @param run runs each statement on a connection of those that are free
 * @param connections how many it may have at once
 * @returns how many rows there are, and the books of which some are not as the product has written them
 */
export async function findAltered(books: Books, run: RunSql, connections: number): Promise<Examined> {
  let rows = 0;
  const altered: Findings[] = [];
  for (const kind of FAMILIES.flatMap(({ kinds }) => kinds)) {
    altered.push(...(await run<{ book: string }>(missingOf(kind), [])).map(({ book }) => toMissing(book)));
    for await (const range of readAhead(kind, run, connections)) {
      for await (const some of inTurns(range)) {
        for (const { book, alterations, account, lines } of (await books.examine(run, some, false)).values()) {
          rows += countLines(lines);
          if (alterations.length > 0) altered.push({ book, alterations, account });
        }
      }
    }
  }
  const known = new Set(altered.map(({ book }) => book));
  altered.push(...(await books.trail.follow(run)).filter(({ book }) => !known.has(book)));
  return { rows, altered };
}

/** Reads one range after the other; while one of them is looked at the next are read. */
async function* readAhead(kind: Kind, run: RunSql, connections: number): AsyncGenerator<BookRow[]> {
  const statement = readRangeOf(kind);
  const underWay: Promise<BookRow[]>[] = [];
  for await (const { after, end } of rangesOf(kind, run)) {
    const read = underWay.length < connections ? null : await underWay.shift();
    const next = run<BookRow>(statement, [after, end]);
    // It is waited for soon; until then nobody shall take its failure for one that nobody hears of.
    next.catch(() => {});
    underWay.push(next);
    if (read) yield read;
  }
  for (const read of underWay) yield await read;
}

/** Between two of these parts others have their turn, where these have had theirs. */
async function* inTurns(rows: readonly BookRow[]): AsyncGenerator<readonly BookRow[]> {
  let begun = performance.now();
  for (let from = 0; from < rows.length; from += AT_ONCE) {
    if (performance.now() - begun > TURN_MS) {
      await othersTurn();
      begun = performance.now();
    }
    yield rows.slice(from, from + AT_ONCE);
  }
}

function countLines(lines: string): number {
  let count = lines === "" ? 0 : 1;
  for (let at = lines.indexOf("\n"); at >= 0; at = lines.indexOf("\n", at + 1)) count += 1;
  return count;
}
