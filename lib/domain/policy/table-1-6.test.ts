import { expect, test } from "vitest";
import { OPERATION_NAMES, OPERATIONS } from "#lib/operations/catalog";
import type { OperationRow } from "#lib/operations/operation";
import { KMS_PERMISSIONS, type Permission, ROLES } from "../identity/permission";
import { can } from "./decide";
import { findSystemPolicy, SYSTEM_POLICIES } from "./system-policies";
import { linesOf, NEWER_LINES, TABLE_1_6 } from "./table-1-6";
import { BY_API, callerWith, keyWith, policyOf } from "./testing/people";

/** Table 1-6 of the guide and §1.8 of the API reference, typed by hand: label, and the action of what it does. */
const GUIDE: readonly (readonly [string, Permission])[] = [
  ["Create a key", "kms:cmk:create"],
  ["Enable a key", "kms:cmk:enable"],
  ["Disable a key", "kms:cmk:disable"],
  ["Schedule key deletion", "kms:cmk:update"],
  ["Cancel scheduled key deletion", "kms:cmk:update"],
  ["Modify a key alias", "kms:cmk:update"],
  ["Modify key description", "kms:cmk:update"],
  ["Generate a random number", "kms:cmk:generate"],
  ["Create a DEK", "kms:dek:create"],
  ["Create a plaintext-free DEK", "kms:dek:create"],
  ["Encrypt a DEK", "kms:dek:crypto"],
  ["Decrypt a DEK", "kms:dek:crypto"],
  ["Obtain parameters for importing a key", "kms:cmk:getMaterial"],
  ["Import key materials", "kms:cmk:importMaterial"],
  ["Delete key materials", "kms:cmk:deleteMaterial"],
  ["Create a grant", "kms:grant:create"],
  ["Revoking a grant", "kms:grant:revoke"],
  ["Retire a grant", "kms:grant:retire"],
  ["Query the grant list", "kms:grant:list"],
  ["Query retirable grants", "kms:grant:list"],
  ["Encrypt data", "kms:cmk:crypto"],
  ["Decrypt data", "kms:cmk:crypto"],
  ["Enable key rotation", "kms:cmk:enableRotation"],
  ["Modify key rotation interval", "kms:cmk:updateRotation"],
  ["Disable key rotation", "kms:cmk:disableRotation"],
  ["Query key rotation status", "kms:cmk:getRotation"],
  ["Query CMK instances", "kms:cmkTag:listInstance"],
  ["Query key tags", "kms:cmkTag:list"],
  ["Query project tags", "kms:cmkTag:list"],
  ["Batch add or delete key tags", "kms:cmkTag:batch"],
  ["Add tags to a key", "kms:cmkTag:create"],
  ["Delete key tags", "kms:cmkTag:delete"],
  ["Query the key list", "kms:cmk:list"],
  ["Query key details", "kms:cmk:get"],
  ["Query instance quantity", "kms:cmk:getInstance"],
  ["Query quotas", "kms:cmk:getQuota"],
];

/** What a KMS Viewer may, typed by hand. */
const OF_VIEWER: readonly string[] = [
  "describeKey",
  "getKeyLastUsage",
  "describePrincipals",
  "describeSystem",
  "getKeyRotationStatus",
  "getPublickey",
  "listAliases",
  "listDeletedKeys",
  "listGrants",
  "listKeyTags",
  "listKeys",
  "listProjectTags",
  "listRetirableGrants",
  "listSupportRegions",
  "searchByTags",
  "searchKeys",
  "suggestTags",
  "userInstances",
  "userQuotas",
];

/** The guide's lines, and every action, so that those are walked too that are newer. */
const LINES = [...GUIDE, ...KMS_PERMISSIONS.map((action) => [action, action] as const)];

/** Every way in which an operation can be asked for: the permissions that its row and its input need. */
function waysOf(name: (typeof OPERATION_NAMES)[number]): Permission[][] {
  const row: OperationRow = OPERATIONS[name];
  if (row.permissionBy !== undefined) return Object.values(row.permissionBy.permissions).map((permission) => [permission]);
  const own = row.permission === null ? [] : [row.permission];
  return [own, [...own, ...Object.values(row.fieldPermissions ?? {})]];
}

const isOnKeys = (name: (typeof OPERATION_NAMES)[number]) => waysOf(name)[0]?.some((permission) => permission.startsWith("kms:")) ?? false;
const keyOf = (name: (typeof OPERATION_NAMES)[number]) => (OPERATIONS[name].subject === "key" ? keyWith() : null);

test("the table has the guide's 36 lines, verbatim and in its order", () => {
  expect(TABLE_1_6.map(({ label, actions }) => [label, ...actions])).toEqual(GUIDE);
  expect(TABLE_1_6).toHaveLength(36);
});

test("every operation on keys stands in exactly one line, with the actions that it needs; nothing else stands there", () => {
  const lines = [...TABLE_1_6, ...NEWER_LINES];
  const listed = lines.flatMap(({ operations }) => operations);
  expect([...listed].sort()).toEqual(OPERATION_NAMES.filter(isOnKeys).sort());
  for (const { label, actions, operations } of lines) {
    for (const operation of operations) {
      const [always = [], ...more] = waysOf(operation as (typeof OPERATION_NAMES)[number]);
      const perhaps = more.flat();
      expect([label, operation, always.filter((permission) => !actions.includes(permission))]).toEqual([label, operation, []]);
      expect([label, operation, actions.filter((action) => ![...always, ...perhaps].includes(action))]).toEqual([label, operation, []]);
    }
  }
});

test("every action there is stands in a line", () => {
  for (const permission of KMS_PERMISSIONS) expect([permission, linesOf(permission).length > 0]).toEqual([permission, true]);
  expect(linesOf("kms:cmk:update").map(({ label }) => label)).toContain("Schedule key deletion");
});

test("Table 1-6 × operations: who is given a line may do what it names, what has the same action, and nothing else", () => {
  for (const [label, action] of LINES) {
    const caller = callerWith([policyOf({ Effect: "Allow", Action: [action] })]);
    for (const name of OPERATION_NAMES) {
      for (const permissions of waysOf(name)) {
        const isExpected = permissions.every((permission) => permission === action);
        expect([label, name, can(caller, { permissions }, keyOf(name), BY_API)]).toEqual([label, name, isExpected]);
      }
    }
  }
});

test("Table 1-6 × operations: who is denied a line may do everything but that", () => {
  for (const [label, action] of LINES) {
    const caller = callerWith([policyOf({ Effect: "Allow", Action: ["kms:*:*"] }, { Effect: "Deny", Action: [action] })]);
    for (const name of OPERATION_NAMES.filter(isOnKeys)) {
      for (const permissions of waysOf(name)) {
        const isExpected = !permissions.includes(action);
        expect([label, name, can(caller, { permissions }, keyOf(name), BY_API)]).toEqual([label, name, isExpected]);
      }
    }
  }
});

test("KMS Administrator may do every line, KMS Viewer reads, Security Administrator nothing of it", () => {
  const may = (policy: string, permissions: Permission[], name: (typeof OPERATION_NAMES)[number]) => {
    const compiled = findSystemPolicy(policy)?.compiled;
    return compiled !== undefined && can(callerWith([compiled], "allProjects"), { permissions }, keyOf(name), BY_API);
  };
  for (const name of OPERATION_NAMES) {
    for (const permissions of waysOf(name)) {
      const isOpen = permissions.length === 0;
      const isOnPeople = permissions.some((permission) => permission.startsWith("iam:"));
      expect([name, may("kms_adm", permissions, name)]).toEqual([name, isOpen || !isOnPeople]);
      expect([name, may("secu_admin", permissions, name)]).toEqual([name, isOpen || isOnPeople]);
      expect([name, may("kms_viewer", permissions, name)]).toEqual([name, isOpen || OF_VIEWER.includes(name)]);
      if (may("kms_viewer", permissions, name) && !isOpen) expect([name, OPERATIONS[name].effect]).toEqual([name, "read"]);
    }
  }
  const viewer = GUIDE.filter(([, action]) => may("KMS Viewer", [action], "describeKey")).map(([label]) => label);
  expect(viewer).toEqual([
    "Query the grant list",
    "Query retirable grants",
    "Query key rotation status",
    "Query CMK instances",
    "Query key tags",
    "Query project tags",
    "Query the key list",
    "Query key details",
    "Query instance quantity",
    "Query quotas",
  ]);
});

test("the system policies keep their IDs and allow exactly what the roles did", () => {
  expect(SYSTEM_POLICIES.map(({ internalName }) => internalName)).toEqual(["kms_adm", "kms_viewer", "secu_admin"]);
  for (const { id, name, compiled, isOfAccount } of SYSTEM_POLICIES) {
    expect(id).toBe(ROLES[name].id);
    expect([...compiled.allows.keys()].sort()).toEqual([...ROLES[name].permissions].sort());
    expect(compiled.denies.size).toBe(0);
    expect(isOfAccount).toBe(name === "Security Administrator");
  }
  expect(findSystemPolicy("nobody")).toBeNull();
  expect(findSystemPolicy("__proto__")).toBeNull();
});
