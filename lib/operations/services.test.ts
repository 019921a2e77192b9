/** Cloud services and their default master keys, over the whole catalog. */
import { expect, test } from "vitest";
import { GRANT_OPERATION_NAMES, type HeldGrant } from "#lib/domain/grant";
import { DEFAULT_KEY_KIND, defaultKeyAlias, defaultKeyOwner, SERVICE_NAMES, serviceOfAlias } from "#lib/domain/identity/service";
import { type AskedOperation, decide } from "#lib/domain/policy/decide";
import { reasonWords } from "#lib/domain/policy/reading/read-decision";
import { rightsOf } from "#lib/domain/policy/rights";
import { BY_API, callerWith, keyWith, OTHER_PROJECT, policyOf } from "#lib/domain/policy/testing/people";
import { OPERATION_NAMES, OPERATIONS, type OperationName } from "./catalog";
import type { OperationRow } from "./operation";

/** Holds everything by its groups, which counts for nothing. */
const obs = { ...callerWith([policyOf({ Effect: "Allow", Action: ["kms:*:*"] })], "allProjects"), service: "obs" } as const;
const own = keyWith({ ...DEFAULT_KEY_KIND, aliases: ["obs/default"], defaultKeyOf: "obs" });
const grant = (more: Partial<HeldGrant>): HeldGrant => ({
  id: "1".repeat(64),
  operations: GRANT_OPERATION_NAMES,
  isGrantee: true,
  isRetirer: false,
  isIssuer: false,
  ...more,
});

function askedBy(name: OperationName): AskedOperation {
  const { permission, permissionBy, grantable, byGrantRole, byService }: OperationRow = OPERATIONS[name];
  const permissions = permissionBy === undefined ? (permission === null ? [] : [permission]) : Object.values(permissionBy.permissions);
  return { permissions, grantable, byGrantRole, byService };
}
const BY_PERMISSION = OPERATION_NAMES.filter((name) => askedBy(name).permissions.length > 0);
const allowedOn = (key: typeof own | null, conditions = BY_API) =>
  BY_PERMISSION.filter((name) => decide(obs, askedBy(name), key, conditions).isAllowed);

const WITH_ITS_OWN = ["describeKey", "createDatakey", "createDatakeyWithoutPlaintext", "encryptDatakey", "decryptDatakey"].sort();

test("a service makes, encrypts and decrypts data keys with its own default master key, and does nothing else with it", () => {
  expect(allowedOn(own).sort()).toEqual(WITH_ITS_OWN);
  const decision = decide(obs, askedBy("createDatakey"), own, BY_API);
  expect(decision.reason).toEqual({ kind: "ownDefaultKey" });
  expect(reasonWords(decision)).toBe("It is the service's own default master key, which it may use without any policy or grant.");
});

test("nothing is allowed with any other key, or with none, whatever policies the groups hold that it was put in", () => {
  for (const defaultKeyOf of ["evs", "ims", null] as const) expect(allowedOn({ ...own, defaultKeyOf })).toEqual([]);
  expect(allowedOn({ ...own, projectId: OTHER_PROJECT })).toEqual([]);
  expect(allowedOn(null)).toEqual([]);
  expect(rightsOf(obs, BY_API).size).toBe(0);
});

test("a person has nothing of a default master key but by policies and grants", () => {
  for (const name of BY_PERMISSION) expect(decide(callerWith([]), askedBy(name), own, BY_API).isAllowed).toBe(false);
});

test("a grant made out to it lets it do with a customer's key what the grant says, over the API alone", () => {
  const granted = keyWith({ grants: [grant({ operations: ["decrypt-datakey"] })] });
  expect(allowedOn(granted)).toEqual(["decryptDatakey"]);
  expect(allowedOn(granted, { ...BY_API, source: "console" })).toEqual([]);
  expect(allowedOn({ ...granted, projectId: OTHER_PROJECT })).toEqual(["decryptDatakey"]);
  expect(allowedOn(keyWith({ grants: [grant({ isGrantee: false })] }))).toEqual([]);
});

test("which default master key a key is, is said by its own name and mark together", () => {
  for (const service of SERVICE_NAMES) {
    expect(defaultKeyOwner({ isDefault: true, alias: defaultKeyAlias(service) })).toBe(service);
    expect(defaultKeyOwner({ isDefault: false, alias: defaultKeyAlias(service) })).toBeNull();
  }
  for (const alias of ["obs", "OBS/default", "obs/default/", "x/obs/default", "sfs/default", "constructor/default", ""]) {
    expect(serviceOfAlias(alias)).toBeNull();
    expect(defaultKeyOwner({ isDefault: true, alias })).toBeNull();
  }
});

test("a service makes its key with a data key alone", () => {
  const making = OPERATION_NAMES.filter((name) => askedBy(name).byService === "makes");
  expect(making.sort()).toEqual(["createDatakey", "createDatakeyWithoutPlaintext"]);
});

test("no operation that changes or ends a key is there for default master keys", () => {
  const changing = OPERATION_NAMES.filter((name) => {
    const { subject, effect }: OperationRow = OPERATIONS[name];
    return subject === "key" && (effect === "change" || effect === "destroy");
  });
  expect(changing.length).toBeGreaterThan(20);
  expect(changing.filter((name) => OPERATIONS[name].defaultKeys)).toEqual([]);
});
