/** Looks at every book there is, at every seal of one that there is not, and for those that are named and gone without a trace. */

import type { RunSql } from "../database/run-sql";
import { toMissing } from "./altered";
import type { Kind } from "./book-kinds";
import type { Findings } from "./book-rows";
import { FAMILIES, missingOf, nextOf } from "./book-statements";
import type { Books } from "./books";

export type Examined = { readonly rows: number; readonly altered: readonly Findings[] };

const AT_ONCE = 1_000;

/**
 * @param onProgress told how many rows were verified so far
 * @returns how many rows there are, and the books of which some are not as the product has written them
 */
export async function findAltered(books: Books, run: RunSql, onProgress: (rows: number) => void = () => {}): Promise<Examined> {
  let all: Examined = { rows: 0, altered: [] };
  for (const kind of FAMILIES.flatMap(({ kinds }) => kinds)) {
    const before = all.rows;
    const { rows, altered } = await findAlteredOf(kind, books, run, (count) => onProgress(before + count));
    all = { rows: before + rows, altered: [...all.altered, ...altered] };
  }
  return all;
}

async function findAlteredOf(kind: Kind, books: Books, run: RunSql, onProgress: (rows: number) => void): Promise<Examined> {
  const altered = (await run<{ book: string }>(missingOf(kind), [])).map(({ book }) => toMissing(book));
  const next = nextOf(kind);
  const namesAfter = async (last: string) => (await run<{ book: string }>(next, [last, AT_ONCE])).map(({ book }) => book);
  let rows = 0;
  let names = await namesAfter("");
  let read = books.read(run, names);
  while (names.length > 0) {
    const found = await read;
    // While the token looks at these, the database reads the next.
    const following = await namesAfter((names.at(-1) ?? "").slice(kind.name.length + 1));
    read = books.read(run, following);
    await new Promise((resolve) => setImmediate(resolve));
    for (const { book, alterations, account, lines } of (await books.examine(run, found)).values()) {
      rows += lines === "" ? 0 : lines.split("\n").length;
      if (alterations.length > 0) altered.push({ book, alterations, account });
    }
    onProgress(rows);
    names = following;
  }
  return { rows, altered };
}
