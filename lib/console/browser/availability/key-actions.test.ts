import { expect, test } from "vitest";
import { OPERATION_NAMES } from "#lib/operations/catalog";
import type { KeyDetails } from "#lib/wire/kms/key-details";
import { keyActions } from "./key-actions";
import { likelyChange } from "./likely-change";

const key = (key_state: string, more: Partial<KeyDetails> = {}) =>
  ({ key_state, default_key_flag: "0", origin: "kms", key_spec: "AES_256", ...more }) as KeyDetails;

test("the actions are the guide's, in the guide's order", () => {
  expect(keyActions(key("2"), OPERATION_NAMES).map(({ label }) => label)).toEqual([
    "Enable",
    "Disable",
    "Delete",
    "Cancel Deletion",
    "Import Key Material",
    "Delete Key Material",
  ]);
});

test("each state has its likely change, and a default master key has none", () => {
  expect(["2", "3", "4"].map((state) => likelyChange(key(state), OPERATION_NAMES))).toEqual(["disable", "enable", "cancelDeletion"]);
  expect(likelyChange(key("5", { origin: "external" }), OPERATION_NAMES)).toBe("importMaterial");
  expect(likelyChange(key("2", { default_key_flag: "1" }), OPERATION_NAMES)).toBeNull();
});

test("what is likely is what the list of actions allows", () => {
  for (const state of ["2", "3", "4", "5"])
    for (const origin of ["kms", "external"] as const)
      for (const mayDo of [OPERATION_NAMES, ["enableKey"] as const, []]) {
        const item = key(state, { origin });
        const likely = likelyChange(item, mayDo);
        const action = keyActions(item, mayDo).find(({ change }) => change === likely);
        if (likely) expect(action?.reason, `${state} ${origin}`).toBeNull();
      }
});
