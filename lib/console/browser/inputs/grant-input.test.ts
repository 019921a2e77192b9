import { expect, test } from "vitest";
import { grantWords } from "../../words/grant-words";
import { type GrantDraft, grantProblems, isSound } from "./grant-input";

const draft: GrantDraft = { type: "user", grantee: "a".repeat(32), operations: ["encrypt-data"], retirer: "" };

test("Create Grant alone is refused, with any other operation it is taken", () => {
  expect(grantProblems({ ...draft, operations: ["create-grant"] }, true).operations).toBe(grantWords.createGrantAlone);
  expect(isSound(grantProblems({ ...draft, operations: ["create-grant", "retire-grant"] }, true))).toBe(true);
});

test("a grant needs a grantee and an operation, which is said only when it is sent", () => {
  const empty = { ...draft, grantee: "", operations: [] };
  expect(isSound(grantProblems(empty, false))).toBe(true);
  expect(grantProblems(empty, true)).toEqual({
    grantee: grantWords.idMissing.user,
    operations: grantWords.operationsMissing,
    retirer: undefined,
  });
  expect(grantProblems({ ...empty, type: "domain" }, true).grantee).toBe(grantWords.idMissing.domain);
});

test("an ID is 32 hexadecimal digits, in either case", () => {
  for (const grantee of ["a b", "a-b", "é", "a", "g".repeat(32), "a".repeat(33), "../x"])
    expect(grantProblems({ ...draft, grantee }, false).grantee, grantee).toBeDefined();
  expect(grantProblems({ ...draft, retirer: "x y" }, false).retirer).toBeDefined();
  expect(isSound(grantProblems({ ...draft, retirer: "B".repeat(32) }, true))).toBe(true);
});
