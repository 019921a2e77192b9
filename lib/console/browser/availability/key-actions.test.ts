import { expect, test } from "vitest";
import { OPERATION_NAMES } from "#lib/operations/catalog";
import type { KeyDetails } from "#lib/wire/kms/key-details";
import { keyActions, likelyAction } from "./key-actions";

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

test("each state has its likely action, and a default master key has none", () => {
  const likely = ["2", "3", "4"].map((state) => likelyAction(key(state), OPERATION_NAMES)?.label);
  expect(likely).toEqual(["Disable", "Enable", "Cancel Deletion"]);
  expect(likelyAction(key("5", { origin: "external" }), OPERATION_NAMES)?.label).toBe("Import Key Material");
  expect(likelyAction(key("2", { default_key_flag: "1" }), OPERATION_NAMES)).toBeNull();
});

test("what the role does not include is not the likely action", () => {
  expect(likelyAction(key("2"), ["searchKeys"])).toBeNull();
});
