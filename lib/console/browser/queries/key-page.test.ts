import { expect, test } from "vitest";
import type { ReplyOf } from "#lib/wire/catalog";
import { inPlace, isSameOrder, movesNothing } from "./key-page";

const page = (ids: string, more: object = {}) =>
  ({
    keys: [...ids].map((id) => ({ key_id: id, key_state: "2" })),
    next_cursor: "n",
    previous_cursor: "",
    matching: ids.length,
    ...more,
  }) as unknown as ReplyOf<"searchKeys">;

test("rows that stay where they are, with more below, move nothing; one above, one less or another order does", () => {
  for (const [shown, fresh] of [
    ["abc", "abc"],
    ["abc", "abcd"],
    ["", "a"],
  ] as const) {
    expect(movesNothing(page(shown), page(fresh)), `${shown} ${fresh}`).toBe(true);
  }
  for (const [shown, fresh] of [
    ["abc", "xabc"],
    ["abc", "ac"],
    ["abc", "acb"],
    ["abc", ""],
  ] as const) {
    expect(movesNothing(page(shown), page(fresh)), `${shown} ${fresh}`).toBe(false);
  }
});

test("facts of now stand in the rows that are shown; a row that is gone keeps what was known, and so do the cursors of the page", () => {
  const fresh = page("xb", { matching: 7, next_cursor: "other" });
  const b = fresh.keys[1];
  if (b) b.key_state = "3";
  const made = inPlace(page("abc"), fresh);
  expect(made.keys.map(({ key_id, key_state }) => key_id + key_state)).toEqual(["a2", "b3", "c2"]);
  expect(made).toMatchObject({ matching: 7, next_cursor: "n" });
  expect(isSameOrder(made, page("abc"))).toBe(true);
});
