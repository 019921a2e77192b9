/**
 * The head of a key's book: the key's own row, and the seal. A change of that row alone needs no more: what else the seal says of the book is
 * said again by the next seal, whatever the tables say of it by now, so nothing is made good by that.
 */
import type { RunSql } from "../database/run-sql";
import { Recent } from "../hot/recent";
import { withLine } from "./book-rows";
import { type BookRow, idOf, READ_KEYS } from "./book-statements";

/** About 600 bytes each. */
const MAX_KNOWN = 10_000;

type Known = { readonly stamp: string; readonly number: string; readonly lines: string };

/** `lines` are those of the seal, with that of the key's row as it is. */
export type Head = Known & {
  /** What has to be examined; null where it was found sound, or sealed here, and nobody has written it since. */
  readonly row: BookRow | null;
};

type Found = readonly [book: string, stamp: string, line: string | null, number: string | null, rows: string | null, mac: string | null];

export class KeyHeads {
  /** Which transactions wrote row and seal, and what they say. */
  readonly #known = new Recent<Known>(MAX_KNOWN);

  /** @param books of keys; where there is no row there is no head */
  async read(run: RunSql, books: readonly string[]): Promise<Map<string, Head>> {
    const stamps = Object.fromEntries(books.map((book) => [idOf(book), this.#known.find(book)?.stamp ?? ""]));
    const [found] = await run<{ found: string | null }>(READ_KEYS, [JSON.stringify(stamps)]);
    const all = JSON.parse(found?.found ?? "[]") as Found[];
    return new Map(all.map((each) => [each[0], this.#toHead(each)]));
  }

  #toHead([book, stamp, line, number, rows, mac]: Found): Head {
    const known = this.#known.find(book);
    if (line === null && known?.stamp === stamp) return { ...known, row: null };
    const lines = toLines(rows ?? "", line ?? "");
    const otherRows = rows === lines ? null : rows;
    return { stamp, lines, number: number ?? "", row: { book, exists: true, stamp: "", lines, number, otherRows, mac, account: null } };
  }

  keep(book: string, { stamp, number, lines }: Known): void {
    this.#known.keep(book, { stamp, number, lines });
  }

  clear(): void {
    this.#known.clear();
  }
}

/** The stamp of rows that were written and sealed by one transaction. */
export function stampOfOwn(xid: string): string {
  return `${xid}:${xid}`;
}

/** A key of whose row the seal says nothing has one more line than its seal. */
function toLines(rows: string, line: string): string {
  const lines = withLine(rows, line);
  return lines.split("\n").includes(line) ? lines : `${lines}\n${line}`;
}
