import fc from "fast-check";
import { expect, test } from "vitest";
import { KMS_PERMISSIONS } from "../identity/permission";
import { BUILDER_ACTIONS, type BuilderCondition, type BuilderStatement, fromBuilder, toBuilder } from "./builder";
import { parsePolicyValue } from "./parse-policy";
import { anyPolicy } from "./testing/policies";

const STATEMENT: BuilderStatement = { effect: "Allow", actions: ["kms:cmk:get"], keys: [], conditions: [] };

function builderOf(...statements: object[]) {
  const { policy, faults } = parsePolicyValue({ Version: "1.1", Statement: statements });
  if (policy === null) throw new Error(faults[0].message);
  return toBuilder(policy);
}

test("whatever goes into the builder comes out as the same policy", () => {
  fc.assert(
    fc.property(anyPolicy(fc.constantFrom(...BUILDER_ACTIONS)), (value) => {
      const { policy } = parsePolicyValue(value);
      if (policy === null) throw new Error("not sound");
      const { builder, inexpressible } = toBuilder(policy);
      expect(inexpressible).toEqual([]);
      if (builder === null) throw new Error("not taken");
      expect(JSON.stringify(fromBuilder(builder).policy)).toBe(JSON.stringify(policy));
      expect(toBuilder(policy).builder).toEqual(builder);
    }),
    { numRuns: 150 },
  );
});

test("rows become a policy", () => {
  const { policy } = fromBuilder({
    statements: [
      {
        effect: "Deny",
        actions: ["kms:cmk:update", "kms:dek:*"],
        keys: [{ kind: "alias", key: "app/*", region: "eu-de", account: "*" }],
        conditions: [
          { key: "g:ResourceTag/env", operator: "StringEquals", ifExists: true, values: ["prod", "test"] },
          { key: "g:UserName", operator: "StringEquals", ifExists: true, values: ["alice"] },
          { key: "g:MFAPresent", operator: "Bool", ifExists: false, values: ["false"] },
        ],
      },
    ],
  });
  expect(policy).toEqual({
    Version: "1.1",
    Statement: [
      {
        Effect: "Deny",
        Action: ["kms:cmk:update", "kms:dek:*"],
        Resource: ["KMS:eu-de:*:alias:app/*"],
        Condition: {
          StringEqualsIfExists: { "g:ResourceTag/env": ["prod", "test"], "g:UserName": ["alice"] },
          Bool: { "g:MFAPresent": ["false"] },
        },
      },
    ],
  });
});

test("what rows cannot show is not taken in, and its statement is named", () => {
  const get = { Effect: "Allow", Action: ["kms:cmk:get"] };
  expect(builderOf(get, { Effect: "Allow", Action: ["kms:*:get*"] })).toEqual({ builder: null, inexpressible: [1] });
  expect(builderOf({ Effect: "Allow", Action: ["kms:CMK:get"] }, get).inexpressible).toEqual([0]);
  expect(builderOf({ ...get, Resource: ["kms:*:*:keyid:*"] }).inexpressible).toEqual([0]);
  expect(builderOf({ ...get, Condition: {} }).builder?.statements).toEqual([STATEMENT]);
});

test("faults of rows are those of the policy, with the path of the row", () => {
  expect(fromBuilder({ statements: [] }).faults[0]).toMatchObject({ code: "listEmpty", path: "$.Statement" });
  expect(fromBuilder({ statements: [STATEMENT, { ...STATEMENT, actions: [] }] }).faults[0]).toMatchObject({
    path: "$.Statement[1].Action",
  });
  const row: BuilderCondition = { key: "g:UserName", operator: "StringLike", ifExists: false, values: ["a*"] };
  const twice = fromBuilder({ statements: [{ ...STATEMENT, conditions: [row, { ...row, values: ["*b"] }] }] });
  expect(twice.faults[0]).toMatchObject({ code: "memberTwice", path: '$.Statement[0].Condition.StringLike["g:UserName"]' });
});

test("there is a checkbox for everything, for every kind, and for every action", () => {
  expect(BUILDER_ACTIONS.slice(0, 7)).toEqual([
    "kms:*:*",
    "kms:cmk:*",
    "kms:dek:*",
    "kms:grant:*",
    "kms:cmkTag:*",
    "kms:alias:*",
    "kms:trace:*",
  ]);
  expect(BUILDER_ACTIONS.slice(7)).toEqual([...KMS_PERMISSIONS]);
});
