/** Has the trail say the whole of every book: where an installation is older than its trail, say. */
import type { Store } from "../open";
import type { Kind } from "./book-kinds";
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
      const names = (await run<{ book: string }>(namesIn(kind), [after, end])).map(({ book }) => book);
      const altered = await openBooks(run, names, { areOnlyRead: true });
      const sound = names.filter((name) => !altered.has(name));
      tellBooks(run, sound);
      return sound.length;
    });
    onProgress(told);
  }
  return told;
}
