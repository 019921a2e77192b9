import { expect, test } from "vitest";
import { KEY_STATE_NAMES, transitionRefusal } from "#lib/domain/key-state";
import { OPERATION_NAMES } from "#lib/operations/catalog";
import { WIRE_STATES } from "#lib/wire/kms/key-state";
import { KEY_CHANGES, MATERIAL_CHANGES, type RowChange } from "../../key-change";
import { words } from "../../words/words";
import { belongingsRefusal, changeRefusal, editRefusal } from "./key-availability";

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
  for (const change of [...KEY_CHANGES, ...MATERIAL_CHANGES]) {
    expect(changeRefusal(key("2", "1"), change, OPERATION_NAMES), change).toMatch(/default master keys/i);
  }
  const said = (change: RowChange) => changeRefusal(key("2", "1"), change, OPERATION_NAMES);
  expect([said("disable"), said("scheduleDeletion")]).toEqual([
    "Default master keys cannot be disabled.",
    "Default master keys cannot be deleted.",
  ]);
  expect(editRefusal(key("2", "1"), "updateKeyAlias", OPERATION_NAMES)).toBe(
    "The alias and description of default master keys cannot be changed.",
  );
  expect(belongingsRefusal(key("2", "1"), "batchKeyTags", OPERATION_NAMES)).toBe("Tags cannot be added to default master keys.");
});

test("alias and description cannot be edited while the key is pending deletion", () => {
  expect(editRefusal(key("4"), "updateKeyDescription", OPERATION_NAMES)).toMatch(/pending deletion/);
  for (const state of ["2", "3", "5"] as const) expect(editRefusal(key(state), "updateKeyAlias", OPERATION_NAMES)).toBeNull();
});

test("who lacks the permission is told so, whatever the state", () => {
  for (const change of KEY_CHANGES) expect(changeRefusal(key("2"), change, ["searchKeys"])).toBe(words.unavailable.permission);
});

test("a change is off exactly where the state table forbids it, and says in which state the key is", () => {
  for (const state of KEY_STATE_NAMES) {
    for (const change of [...KEY_CHANGES, ...MATERIAL_CHANGES]) {
      const item = { key_state: WIRE_STATES[state], default_key_flag: "0", origin: "external", key_spec: "AES_256" } as const;
      const refusal = changeRefusal(item, change, OPERATION_NAMES);
      expect(refusal === null, `${change} in ${state}`).toBe(transitionRefusal(state, change) === null);
    }
  }
  expect(changeRefusal(key("5"), "disable", OPERATION_NAMES)).toBe("The key is pending import.");
  expect(changeRefusal(key("3"), "disable", OPERATION_NAMES)).toBe("The key is already disabled.");
  expect(changeRefusal(key("2"), "cancelDeletion", OPERATION_NAMES)).toBe("No deletion is scheduled.");
  expect(changeRefusal(key("2"), "importMaterial", OPERATION_NAMES)).toBe("Only for keys of origin External.");
});
