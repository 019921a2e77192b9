import { beginBook } from "#lib/store/books/books";
import type { Store } from "#lib/store/open";

const AT_ONCE = 1_000;

/** Seals every key that is not as its seal says, as if the product had written it. */
export async function sealAll(store: Store): Promise<void> {
  const { altered } = await store.findAltered();
  for (let from = 0; from < altered.length; from += AT_ONCE) {
    await store.transactSql(async (run) => {
      for (const { id } of altered.slice(from, from + AT_ONCE)) beginBook(run, id);
    });
  }
}
