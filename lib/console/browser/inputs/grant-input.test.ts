import { expect, test } from "vitest";
import { grantWords } from "../../words/grant-words";
import { type GrantDraft, grantFaults } from "./grant-input";

const draft: GrantDraft = { type: "user", grantee: "a".repeat(32), operations: ["encrypt-data"], retirer: "" };

test("Create Grant alone is refused, with any other operation it is taken", () => {
  expect(grantFaults({ ...draft, operations: ["create-grant"] })).toEqual({ operations: grantWords.createGrantAlone });
  expect(grantFaults({ ...draft, operations: ["create-grant", "retire-grant"] })).toEqual({});
  expect(grantFaults({ ...draft, operations: ["sign"] })).toEqual({});
});

test("a grant needs a grantee and an operation", () => {
  const empty = { ...draft, grantee: "", operations: [] };
  expect(grantFaults(empty)).toEqual({ grantee: grantWords.idMissing.user, operations: grantWords.operationsMissing });
  expect(grantFaults({ ...empty, type: "domain" }).grantee).toBe(grantWords.idMissing.domain);
});

test("an ID is 32 hexadecimal digits, in either case", () => {
  for (const grantee of ["a b", "a-b", "é", "a", "g".repeat(32), "a".repeat(33), "../x"])
    expect(grantFaults({ ...draft, grantee }).grantee, grantee).toBeDefined();
  expect(grantFaults({ ...draft, retirer: "x y" }).retirer).toBeDefined();
  expect(grantFaults({ ...draft, retirer: "B".repeat(32) })).toEqual({});
});
