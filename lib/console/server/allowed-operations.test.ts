import { expect, test } from "vitest";
import { compilePolicy } from "#lib/domain/policy/compile-policy";
import type { PolicyDocument } from "#lib/domain/policy/policy-document";
import { rightsOf } from "#lib/domain/policy/rights";
import { SYSTEM_POLICIES } from "#lib/domain/policy/system-policies";
import { OPERATION_NAMES, OPERATIONS } from "#lib/operations/catalog";
import type { OperationRow } from "#lib/operations/operation";
import { allowedOperations } from "./allowed-operations";

const REQUEST = { now: new Date(), sourceIp: "192.0.2.1", source: "console", isMfaPresent: false } as const;

function offered(policy: PolicyDocument): readonly string[] {
  const held = [{ policy: compilePolicy({ id: "p", name: "p" }, policy), scope: "allProjects", groupId: "g" } as const];
  const caller = { userId: "u", userName: "u", accountId: "a", service: null, projectId: "p", region: "eu-de", held };
  return allowedOperations(rightsOf(caller, REQUEST));
}

test("without any right only that is offered which anybody may do", () => {
  expect(allowedOperations(new Map())).toEqual(OPERATION_NAMES.filter((name) => OPERATIONS[name].permission === null));
});

test("system roles are offered what their permissions say", () => {
  const [administrator, viewer, security] = SYSTEM_POLICIES.map(({ policy }) => offered(policy));
  for (const name of OPERATION_NAMES) {
    const { permission, accountPermission }: OperationRow = OPERATIONS[name];
    if (permission === null) continue;
    expect([name, administrator?.includes(name)]).toEqual([name, permission.startsWith("kms:")]);
    expect([name, security?.includes(name)]).toEqual([name, (accountPermission ?? permission).startsWith("iam:")]);
  }
  expect(viewer).toContain("listKeys");
  expect(viewer).not.toContain("encryptData");
});

test("a right for certain keys offers what is done to keys, and not what is about none yet", () => {
  const names = offered({
    Version: "1.1",
    Statement: [{ Effect: "Allow", Action: ["kms:cmk:*"], Resource: ["KMS:*:*:alias:app/*"] }],
  });
  expect(names).toContain("encryptData");
  expect(names).toContain("scheduleKeyDeletion");
  expect(names).not.toContain("createKey");
  expect(names).not.toContain("genRandom");
});

test("what is denied is not offered, and a bulk change is offered for one of its kinds", () => {
  const names = offered({
    Version: "1.1",
    Statement: [
      { Effect: "Allow", Action: ["kms:*:*"] },
      { Effect: "Deny", Action: ["kms:cmk:update"] },
    ],
  });
  expect(names).not.toContain("scheduleKeyDeletion");
  expect(names).toContain("disableKey");
  expect(names).toContain("changeKeys");
});
