/** Has the trail say the whole of every book: where an installation is older than its trail, say. */

import type { RunSql } from "../database/run-sql";
import type { Store } from "../open";
import type { Kind } from "./book-kinds";
import { toSections } from "./book-sections";
import { namesIn, TOLD_KINDS } from "./book-statements";
import { openBooks, tellBooks } from "./change-books";
import { rangesOf } from "./ranges";

/** Rows of each table in one transaction. */
const IN_RANGE = 250;

/**
 * What was altered by other hands is left out.
 * @param onProgress told how many books there were so far
 * @returns how many
 */
export async function tellAll(store: Pick<Store, "transactSql">, onProgress: (books: number) => void = () => {}): Promise<number> {
  let told = 0;
  for (const kind of TOLD_KINDS) told += await tellKind(store, kind, (books) => onProgress(told + books));
  return told;
}

async function tellKind(store: Pick<Store, "transactSql">, kind: Kind, onProgress: (books: number) => void): Promise<number> {
  let told = 0;
  const ranges = rangesOf(kind, (text, values) => store.transactSql((run) => run(text, values)), IN_RANGE);
  for await (const { after, end } of ranges) {
    told += await store.transactSql(async (run) => {
      return tell(
        run,
        (await run<{ book: string }>(namesIn(kind), [after, end])).map(({ book }) => book),
      );
    });
    onProgress(told);
  }
  return told;
}

/** @returns how many of them are as the product has written them */
async function tell(run: RunSql, names: readonly string[]): Promise<number> {
  const altered = await openBooks(run, names, { areOnlyRead: true });
  const sound = names.filter((name) => !altered.has(name));
  tellBooks(run, sound);
  return sound.length;
}

const STATES =
  "select id::text as id, state from trace where state <> '' and id > $1::bigint and id <= $2::bigint order by trace.id limit 1000";

/**
 * The same of the books that traces of these numbers tell of, before those are removed.
 * @param after the number before the first · @param upTo the last
 */
export async function tellAgain(store: Pick<Store, "transactSql">, { after, upTo }: { after: bigint; upTo: bigint }): Promise<void> {
  const names = new Set<string>();
  for (let last = after, isMore = true; isMore; ) {
    const rows = await store.transactSql((run) => run<{ id: string; state: string }>(STATES, [String(last), String(upTo)]));
    for (const { book } of rows.flatMap(({ state }) => toSections(state))) names.add(book);
    last = BigInt(rows.at(-1)?.id ?? upTo);
    isMore = rows.length > 0;
  }
  const all = [...names];
  for (let from = 0; from < all.length; from += IN_RANGE) await store.transactSql((run) => tell(run, all.slice(from, from + IN_RANGE)));
}
