import { expect, test } from "vitest";
import { OPERATION_NAMES } from "#lib/operations/catalog";
import { KEY_CHANGES } from "../../key-change";
import { words } from "../../words/words";
import { changeRefusal, editRefusal } from "./key-availability";

const key = (key_state: "2" | "3" | "4" | "5", default_key_flag: "0" | "1" = "0") => ({ key_state, default_key_flag });

test("exactly the changes of the guide are offered in each state", () => {
  const offered = {
    "2": ["disable", "scheduleDeletion"],
    "3": ["enable", "scheduleDeletion"],
    "4": ["cancelDeletion"],
    "5": ["scheduleDeletion"],
  };
  for (const [state, changes] of Object.entries(offered)) {
    const possible = KEY_CHANGES.filter((change) => changeRefusal(key(state as "2"), change, OPERATION_NAMES) === null);
    expect(possible, state).toEqual(changes);
  }
});

test("a default master key is never changed or edited", () => {
  for (const change of KEY_CHANGES) expect(changeRefusal(key("2", "1"), change, OPERATION_NAMES)).toMatch(/default master keys/);
  expect(editRefusal(key("2", "1"), "updateKeyAlias", OPERATION_NAMES)).toMatch(/default master keys/);
});

test("alias and description cannot be edited while the key is pending deletion", () => {
  expect(editRefusal(key("4"), "updateKeyDescription", OPERATION_NAMES)).toMatch(/pending deletion/);
  for (const state of ["2", "3", "5"] as const) expect(editRefusal(key(state), "updateKeyAlias", OPERATION_NAMES)).toBeNull();
});

test("who lacks the permission is told so, whatever the state", () => {
  for (const change of KEY_CHANGES) expect(changeRefusal(key("2"), change, ["searchKeys"])).toBe(words.unavailable.permission);
});
