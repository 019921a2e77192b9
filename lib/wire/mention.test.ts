import { expect, test } from "vitest";
import { REST_DOORS, type RestOperationName } from "./catalog";
import type { DoorRow } from "./door-row";
import { mentionIn } from "./mention";

const ID = "0123456789abcdef0123456789abcdef";
const OTHER = "f".repeat(32);
const KEY = "0d0466b0-e727-4d9c-b35d-f84bb474a37f";

test.each<[RestOperationName, object, string | undefined]>([
  ["describeKey", { key_id: KEY }, KEY],
  ["describeKey", { key_id: "alias/mine" }, undefined],
  ["listKeys", { project_id: ID }, undefined],
  ["getProject", { project_id: ID }, ID],
  ["updateProject", { project_id: ID }, ID],
  ["getPolicy", { role_id: ID }, ID],
  ["assignRoleInProject", { project_id: OTHER, group_id: ID, role_id: OTHER }, ID],
  ["endOwnSession", { session_id: ID }, ID],
  ["getUser", { user_id: "'; drop table" }, undefined],
])("%s with %j is about %s", (name, raw, resourceId) => {
  expect(mentionIn(name, raw).resourceId).toBe(resourceId);
});

test("nothing that is secret is ever what a call is about, whatever it looks like", () => {
  const doors = Object.entries(REST_DOORS) as [RestOperationName, DoorRow][];
  const secret = doors.flatMap(([name, { secretFields }]) => secretFields.map((field) => [name, field] as const));
  expect(secret.length).toBeGreaterThan(20);
  for (const [name, field] of secret)
    for (const value of [ID, KEY, "A".repeat(20)]) expect([name, field, mentionIn(name, { [field]: value })]).toEqual([name, field, {}]);
});
