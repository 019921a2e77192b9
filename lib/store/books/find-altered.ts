/** Looks at every book there is, at every seal of one that there is not, and for those that are named and gone without a trace. */
import type { RunSql } from "../database/run-sql";
import type { Kind } from "./book-kinds";
import { FAMILIES, missingOf, nextOf } from "./book-statements";
import { type Books, type Findings, toMissing } from "./books";

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
  let rows = 0;
  for (let last = ""; ; ) {
    const names = (await run<{ book: string }>(next, [last, AT_ONCE])).map(({ book }) => book);
    if (names.length === 0) return { rows, altered };
    for (const { book, alterations, account, lines } of (await books.verify(run, names)).values()) {
      rows += lines === "" ? 0 : lines.split("\n").length;
      if (alterations.length > 0) altered.push({ book, alterations, account });
    }
    onProgress(rows);
    last = (names.at(-1) ?? "").slice(kind.name.length + 1);
  }
}
