import { expect, test } from "vitest";
import { type KeySelection, withOutcome, withoutKey } from "./key-selection";
import type { SelectedKey } from "./selected-key";

const key = (id: string, key_state: SelectedKey["key_state"] = "2"): SelectedKey => ({
  key_id: id,
  key_alias: id,
  key_state,
  default_key_flag: "0",
});
const selected = (...keys: SelectedKey[]): KeySelection => new Map(keys.map((one) => [one.key_id, one]));
const outcome = { change: "disable", done: [], skipped: [], failed: [], uncertain: [], notReached: [], requestId: "" } as const;

test("what was changed leaves the selection; the rest stays, in the state that the API saw", () => {
  const after = withOutcome(selected(key("a"), key("b"), key("c")), {
    ...outcome,
    done: ["a"],
    skipped: [{ key: key("b", "4"), reason: "pending" }],
  });
  expect([...after.values()]).toEqual([key("b", "4"), key("c")]);
});

test("a key that is no longer selected is not selected again", () => {
  expect(withOutcome(selected(), { ...outcome, failed: [{ key: key("a"), reason: "down" }] }).size).toBe(0);
});

test("a key that was changed by itself leaves the selection, and no other does", () => {
  const before = selected(key("a"), key("b"));
  expect([...withoutKey(before, "a").keys()]).toEqual(["b"]);
  expect(withoutKey(before, "c")).toBe(before);
});
