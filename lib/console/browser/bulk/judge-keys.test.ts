import { expect, test } from "vitest";
import { OPERATION_NAMES } from "#lib/operations/catalog";
import { words } from "../../words/words";
import { judgeKeys, leftOutOf, sentOf } from "./judge-keys";
import type { SelectedKey } from "./selected-key";

const key = (id: string, key_state: SelectedKey["key_state"], default_key_flag: "0" | "1" = "0"): SelectedKey => ({
  key_id: id,
  key_alias: id,
  key_state,
  default_key_flag,
});
const KEYS = [key("on", "2"), key("off", "3"), key("leaving", "4"), key("default", "2", "1")];
const ids = (keys: readonly SelectedKey[]) => keys.map(({ key_id }) => key_id);

test("a key is sent whatever its remembered state, which is only told; a default master key is left out", () => {
  const judged = judgeKeys(KEYS, "disable", OPERATION_NAMES);
  expect(ids(sentOf(judged))).toEqual(["on", "off", "leaving"]);
  expect(judged.map(({ refusal }) => refusal !== null)).toEqual([false, true, true, true]);
  expect(leftOutOf(judged)).toEqual([{ key: KEYS[3], reason: "default master key" }]);
});

test("tags are sent to every key but a default one", () => {
  const judged = judgeKeys(KEYS, "addTags", OPERATION_NAMES);
  expect(ids(sentOf(judged))).toEqual(["on", "off", "leaving"]);
  expect(judged[2]?.refusal).toMatch(/pending deletion/);
});

test("nothing is sent that the user may not do", () => {
  for (const change of ["disable", "removeTags"] as const) {
    const judged = judgeKeys(KEYS, change, ["searchKeys"]);
    expect(sentOf(judged)).toEqual([]);
    expect(leftOutOf(judged).map(({ reason }) => reason)).toEqual(KEYS.map(() => words.unavailable.permission));
  }
});
