/** Looks at every key there is, and at every seal of one that there is not. */
import type { RunSql } from "../database/run-sql";
import type { Books, Findings } from "./books";

export type Examined = { readonly rows: number; readonly altered: readonly Findings[] };

const AT_ONCE = 1_000;
const NEXT = `select id from (
    (select k.id from cmk k where k.id > $1 order by k.id limit $2::int)
    union
    (select s.key_id from key_tombstone s where s.key_id > $1 order by s.key_id limit $2::int)
    union
    (select substr(e.book, 5) from integrity_seal e where e.book > 'key/' || $1 and starts_with(e.book, 'key/') order by e.book limit $2::int)
  ) found order by id limit $2::int`;

/**
 * @param onProgress told how many rows were verified so far
 * @returns how many rows there are, and the keys of which some are not as the product has written them
 */
export async function findAltered(books: Books, run: RunSql, onProgress: (rows: number) => void = () => {}): Promise<Examined> {
  const altered: Findings[] = [];
  let rows = 0;
  for (let last = ""; ; ) {
    const ids = (await run<{ id: string }>(NEXT, [last, AT_ONCE])).map(({ id }) => id);
    if (ids.length === 0) return { rows, altered };
    const found = await books.verify(run, ids);
    for (const { id, alterations, lines } of found.values()) {
      rows += lines === "" ? 0 : lines.split("\n").length;
      if (alterations.length > 0) altered.push({ id, alterations });
    }
    onProgress(rows);
    last = ids.at(-1) ?? "";
  }
}
