/** A page of keys that is read again while somebody looks at it. Invariant: what is made of two readings has the rows of the first. */
import type { ReplyOf } from "#lib/wire/catalog";

type Page = ReplyOf<"searchKeys">;

const idsOf = ({ keys }: Page) => keys.map((key) => key.key_id);

export function isSameOrder(one: Page, other: Page): boolean {
  return idsOf(one).join() === idsOf(other).join();
}

/** Whether every row that is shown stays where it is: the same rows in the same places, and at most some more below. */
export function movesNothing(shown: Page, fresh: Page): boolean {
  return idsOf(shown).every((id, place) => fresh.keys[place]?.key_id === id);
}

/** The rows that are shown, in their places, with the facts of now; one that is not on the page any more keeps what was known of it. */
export function inPlace(shown: Page, fresh: Page): Page {
  const now = new Map(fresh.keys.map((key) => [key.key_id, key]));
  return {
    ...fresh,
    keys: shown.keys.map((key) => now.get(key.key_id) ?? key),
    next_cursor: shown.next_cursor,
    previous_cursor: shown.previous_cursor,
  };
}

/** Whether the key stands on the page. */
export function hasKey({ keys }: Page, id: string): boolean {
  return keys.some((key) => key.key_id === id);
}
