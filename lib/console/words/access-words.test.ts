import { expect, test } from "vitest";
import { reasonSentence } from "./access-words";

test("a role is told with the group that holds it, where, and what it amounts to", () => {
  const role = { kind: "role" as const, role: "KMS Administrator", group_name: "ops", scope: "project" as const };
  expect(reasonSentence(role, false)).toBe(
    "As a member of the group ops, which has the role KMS Administrator in this project, may use and manage this key.",
  );
  expect(reasonSentence({ ...role, role: "KMS Viewer", scope: "account" }, false)).toMatch(
    /in the whole account, may see this key, and neither/,
  );
});

test("a role that nobody has described yet is told all the same", () => {
  const role = { kind: "role" as const, role: "New Role", group_name: "ops", scope: "project" as const };
  expect(reasonSentence(role, false)).toMatch(/the role New Role in this project, has access to this key\.$/);
});

test("a grant is told by the guide's labels in the guide's order, and to an account as to all of its users", () => {
  const grant = { kind: "grant" as const, grant_id: "a", operations: ["encrypt-data", "describe-key"] };
  expect(reasonSentence(grant, false)).toBe("By a grant, may do this over the API: Query Key Information, Encrypt Data.");
  expect(reasonSentence(grant, true)).toMatch(/^By a grant, every user of this account may do this/);
});
