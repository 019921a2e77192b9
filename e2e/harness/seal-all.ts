import type { Kind } from "#lib/store/books/book-kinds";
import { FAMILIES } from "#lib/store/books/book-statements";
import { adoptBook, leaveUntold } from "#lib/store/books/change-books";
import type { Store } from "#lib/store/open";

const AT_ONCE = 1_000;

/**
 * Seals every book that is not as its seal says, as if the product had written it.
 * @param xid of a transaction, where only what it has left is meant
 */
export async function sealAll(store: Store, xid: string | null = null): Promise<void> {
  const names = xid === null ? (await store.findAltered()).altered.map(({ book }) => book) : await findWritten(store, xid);
  for (let from = 0; from < names.length; from += AT_ONCE) {
    await store.transactSql(async (run) => {
      for (const book of names.slice(from, from + AT_ONCE)) adoptBook(run, book);
      // Tests count traces.
      leaveUntold(run);
    });
  }
}

/** SQL: books of a kind of which a transaction (`$1`) was the last that wrote a row. */
function writtenBy({ name, subject, belongings }: Kind): string {
  return [...subject, ...belongings]
    .map(({ from, row, id }) => `select '${name}/' || ${id} as book from ${from} where ${row}.xmin = $1::text::xid and ${id} is not null`)
    .join(" union ");
}

async function findWritten(store: Store, xid: string): Promise<string[]> {
  const statement = FAMILIES.flatMap(({ kinds }) => kinds.map(writtenBy)).join(" union ");
  return (await store.list<{ book: string }>(statement, [xid])).map(({ book }) => book);
}
