import { expect, test } from "vitest";
import { KMS_PERMISSIONS } from "#lib/domain/identity/permission";
import { BUILDER_ACTIONS } from "#lib/domain/policy/builder";
import { TABLE_1_6 } from "#lib/domain/policy/table-1-6";
import { ACTION_GROUPS, EVERYTHING, includedBy, tickAction } from "./action-boxes";

const boxes = ACTION_GROUPS.flatMap((group) => group.boxes);

test("every action has one box, and every line of Table 1-6 stands at one", () => {
  expect(boxes.map(({ action }) => action).sort()).toEqual([...KMS_PERMISSIONS].sort());
  expect([EVERYTHING, ...ACTION_GROUPS.map(({ whole }) => whole), ...boxes.map(({ action }) => action)].sort()).toEqual(
    [...BUILDER_ACTIONS].sort(),
  );
  for (const { label, actions } of TABLE_1_6) {
    expect(boxes.filter(({ lines }) => lines.includes(label)).map(({ action }) => action)).toEqual(actions);
  }
});

test("a wider action takes the place of those that it includes, and leaves the others", () => {
  const some = ["kms:cmk:get", "kms:dek:create"];
  expect(tickAction(some, "kms:cmk:*", true)).toEqual(["kms:cmk:*", "kms:dek:create"]);
  expect(tickAction(some, EVERYTHING, true)).toEqual([EVERYTHING]);
  expect(tickAction(["kms:cmk:*"], "kms:cmk:get", true)).toEqual(["kms:cmk:*"]);
  expect(tickAction(["kms:cmk:*", "kms:dek:create"], "kms:cmk:*", false)).toEqual(["kms:dek:create"]);
});

test("aliases and tags of a kind do not include another kind's", () => {
  expect(includedBy(["kms:cmk:*"], "kms:cmkTag:list")).toBeNull();
  expect(includedBy(["kms:cmk:*"], "kms:cmk:get")).toBe("kms:cmk:*");
  expect(includedBy([EVERYTHING], "kms:cmk:*")).toBe(EVERYTHING);
  expect(includedBy(["kms:cmk:get"], "kms:cmk:get")).toBe("kms:cmk:get");
});

test("ticked actions stand in the order of the boxes, however they were ticked", () => {
  expect(tickAction(["kms:dek:create"], "kms:cmk:get", true)).toEqual(["kms:cmk:get", "kms:dek:create"]);
});
