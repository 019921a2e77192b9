import { beginBook } from "#lib/store/books/books";
import type { Store } from "#lib/store/open";

/** Seals every key that is not as its seal says, as if the product had written it. */
export async function sealAll(store: Store): Promise<void> {
  const { altered } = await store.findAltered();
  if (altered.length === 0) return;
  await store.transactSql(async (run) => {
    for (const { id } of altered) beginBook(run, id);
  });
}
