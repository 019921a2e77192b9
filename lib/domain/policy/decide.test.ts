import fc from "fast-check";
import { expect, test } from "vitest";
import type { HeldGrant } from "../grant";
import type { Permission } from "../identity/permission";
import { compileStored } from "./compile-policy";
import { type AskedOperation, can, decide } from "./decide";
import type { PolicyKey, RequestConditions } from "./facts";
import { findSystemPolicy } from "./system-policies";
import { ACCOUNT, BY_API, callerWith, KEY_ID, keyWith, OTHER_PROJECT, policyOf, USER } from "./testing/people";

const ask = (...permissions: Permission[]): AskedOperation => ({ permissions });
const CRYPTO = ask("kms:cmk:crypto");
const ALL = { Effect: "Allow", Action: ["kms:*:*"] };
const reasonOf = (statements: object[], operation = CRYPTO, key: PolicyKey | null = keyWith(), conditions: RequestConditions = BY_API) =>
  decide(callerWith([policyOf(...statements)]), operation, key, conditions).reason.kind;
const isAllowed = (...of: Parameters<typeof reasonOf>) => reasonOf(...of) === "allowedByStatement";
const grant = (changes: Partial<HeldGrant> = {}): HeldGrant => ({
  id: "1".repeat(64),
  operations: ["encrypt-data", "decrypt-data"],
  isGrantee: true,
  isRetirer: false,
  isIssuer: false,
  ...changes,
});

test("who holds nothing may do nothing", () => {
  expect(decide(callerWith([]), CRYPTO, keyWith(), BY_API)).toMatchObject({ isAllowed: false, reason: { kind: "nothingAllows" } });
});

test("what needs no permission is open to all who are signed in", () => {
  expect(decide(callerWith([]), ask(), null, BY_API)).toMatchObject({ isAllowed: true, reason: { kind: "openToAll" } });
});

test("an Allow allows what it names and nothing else, and is the reason", () => {
  const caller = callerWith([policyOf({ Effect: "Allow", Action: ["kms:cmk:get"] }, { Effect: "Allow", Action: ["kms:CMK:Crypt*"] })]);
  expect(decide(caller, CRYPTO, keyWith(), BY_API)).toMatchObject({
    isAllowed: true,
    permission: "kms:cmk:crypto",
    reason: { kind: "allowedByStatement", place: { policyName: "test-policy", statement: 1, scope: "project" } },
  });
  expect(can(caller, ask("kms:dek:crypto"), keyWith(), BY_API)).toBe(false);
});

test("Deny wins, whatever the order, the policy or the number of Allows", () => {
  const deny = { Effect: "Deny", Action: ["kms:cmk:crypto"] };
  expect(reasonOf([ALL, deny])).toBe("deniedByStatement");
  expect(reasonOf([deny, ALL, ALL])).toBe("deniedByStatement");
  const administrator = findSystemPolicy("kms_adm")?.compiled;
  const caller = callerWith([...(administrator ? [administrator] : []), policyOf(deny)]);
  expect(decide(caller, CRYPTO, keyWith(), BY_API).reason).toMatchObject({ kind: "deniedByStatement", place: { statement: 0 } });
  expect(can(caller, ask("kms:dek:crypto"), keyWith(), BY_API)).toBe(true);
});

test("of several permissions all are needed, and a Deny of one outweighs the lack of another", () => {
  const statements = [{ Effect: "Allow", Action: ["kms:cmk:create"] }];
  expect(reasonOf(statements, ask("kms:cmk:create", "kms:cmkTag:batch"))).toBe("nothingAllows");
  expect(reasonOf([...statements, { Effect: "Allow", Action: ["kms:cmkTag:batch"] }], ask("kms:cmk:create", "kms:cmkTag:batch"))).toBe(
    "allowedByStatement",
  );
  const denied = { Effect: "Deny", Action: ["kms:cmkTag:*"] };
  expect(reasonOf([denied], ask("kms:cmk:create", "kms:cmkTag:batch"))).toBe("deniedByStatement");
});

test.each<[string, string, Partial<PolicyKey>, boolean]>([
  ["by ID", `KMS:*:*:KeyId:${KEY_ID}`, {}, true],
  ["by ID in upper case", `KMS:*:*:KeyId:${KEY_ID.toUpperCase()}`, {}, true],
  ["by part of the ID", "KMS:*:*:KeyId:0d0466b0-*", {}, true],
  ["another ID", `KMS:*:*:KeyId:${KEY_ID}`, { id: "1d0466b0-e727-4d9c-b35d-f84bb474a37f" }, false],
  ["every key", "KMS:*:*:KeyId:*", {}, true],
  ["of the region", "KMS:eu-de:*:KeyId:*", {}, true],
  ["of another region", "KMS:eu-nl:*:KeyId:*", {}, false],
  ["of the account", `KMS:*:${ACCOUNT.toUpperCase()}:KeyId:*`, {}, true],
  ["of another account", `KMS:*:${USER}:KeyId:*`, {}, false],
  ["by alias", "KMS:*:*:alias:app/payments", {}, true],
  ["by pattern", "KMS:*:*:alias:app/*", {}, true],
  ["end to end", "KMS:*:*:alias:app", {}, false],
  ["case of aliases", "KMS:*:*:alias:APP/*", {}, false],
  ["colons in aliases", "KMS:*:*:alias:a:b:*", { aliases: ["a:b:c"] }, true],
  ["one of several aliases", "KMS:*:*:alias:two", { aliases: ["one", "two"] }, true],
  ["no alias", "KMS:*:*:alias:*x", { aliases: [] }, false],
])("a resource names keys %s", (_, resource, changes, isMatch) => {
  expect(isAllowed([{ ...ALL, Resource: [resource] }], CRYPTO, { ...keyWith(), ...changes })).toBe(isMatch);
});

test("a right limited to keys allows neither making keys nor random numbers, and shows of lists that they are limited", () => {
  for (const limit of [
    { Resource: [`KMS:*:*:KeyId:${KEY_ID}`] },
    { Resource: ["KMS:*:*:alias:app*"] },
    { Condition: { StringEquals: { "g:ResourceTag/env": ["prod"] } } },
    { Condition: { StringEquals: { "kms:KeyUsage": ["ENCRYPT_DECRYPT"] } } },
    { Condition: { StringNotEqualsIfExists: { "g:ResourceTag/env": ["prod"] } } },
  ]) {
    const statements = [{ ...ALL, ...limit }];
    expect(reasonOf(statements, ask("kms:cmk:create"), null)).toBe("limitedToKeys");
    expect(reasonOf(statements, ask("kms:cmk:generate"), null)).toBe("limitedToKeys");
    // Making a key in place of this one is making a key.
    expect(reasonOf(statements, ask("kms:cmk:create"), keyWith({ tags: { env: "prod" } }))).toBe("limitedToKeys");
    const list = decide(callerWith([policyOf(...statements)]), ask("kms:cmk:list"), null, BY_API);
    expect(list).toMatchObject({ isAllowed: true, isLimited: true });
  }
});

test("a list whose only Allow cannot be told is not shown", () => {
  const onTag = { StringEquals: { "g:ResourceTag/env": ["prod"] } };
  const statement = { ...ALL, Condition: { ...onTag, IpAddress: { "g:SourceIp": ["192.0.2.0/24"] } } };
  expect(reasonOf([statement], ask("kms:cmk:list"), null)).toBe("allowedByStatement");
  expect(reasonOf([statement], ask("kms:cmk:list"), null, { ...BY_API, sourceIp: undefined })).toBe("allowUntold");
});

test("who may do something with every key of the place may make keys there too", () => {
  for (const resource of ["KMS:*:*:KeyId:*", "KMS:eu-de:*:alias:*", `KMS:*:${ACCOUNT}:KeyId:*`]) {
    expect(isAllowed([{ ...ALL, Resource: [resource] }], ask("kms:cmk:create"), null)).toBe(true);
    expect(decide(callerWith([policyOf({ ...ALL, Resource: [resource] })]), ask("kms:cmk:list"), null, BY_API).isLimited).toBe(false);
  }
  expect(reasonOf([{ ...ALL, Resource: ["KMS:eu-nl:*:KeyId:*"] }], ask("kms:cmk:list"), null)).toBe("nothingAllows");
});

test("a Deny limited to keys leaves alone what is about none, limits lists, and judges the key that is to be made", () => {
  const noBigKeys = { Effect: "Deny", Action: ["kms:*:*"], Condition: { StringEquals: { "kms:KeySpec": ["RSA_4096"] } } };
  expect(reasonOf([ALL, noBigKeys], ask("kms:cmk:generate"), null)).toBe("allowedByStatement");
  expect(decide(callerWith([policyOf(ALL, noBigKeys)]), ask("kms:cmk:list"), null, BY_API)).toMatchObject({
    isAllowed: true,
    isLimited: true,
  });
  const toBeMade = keyWith({ id: "" });
  expect(reasonOf([ALL, noBigKeys], ask("kms:cmk:create"), toBeMade)).toBe("allowedByStatement");
  expect(reasonOf([ALL, noBigKeys], ask("kms:cmk:create"), { ...toBeMade, spec: "RSA_4096" })).toBe("deniedByStatement");
});

test("policies reach keys of the caller's own project only", () => {
  const foreign = keyWith({ projectId: OTHER_PROJECT });
  expect(reasonOf([ALL], CRYPTO, foreign)).toBe("nothingAllows");
  const outside = { ...callerWith([policyOf(ALL)]), projectId: null };
  expect(can(outside, CRYPTO, keyWith(), BY_API)).toBe(false);
  expect(can(outside, ask("kms:cmk:list"), null, BY_API)).toBe(false);
});

test("rights over people are held for the account, rights over keys in projects", () => {
  const security = findSystemPolicy("secu_admin")?.compiled;
  const administrator = findSystemPolicy("KMS Administrator")?.compiled;
  if (!security || !administrator) throw new Error("no such policy");
  const mayUsers = (scope: "project" | "allProjects" | "account") =>
    can(callerWith([security], scope), ask("iam:users:list"), null, BY_API);
  expect([mayUsers("project"), mayUsers("allProjects"), mayUsers("account")]).toEqual([false, true, true]);
  const mayCrypto = (scope: "project" | "allProjects" | "account") => can(callerWith([administrator], scope), CRYPTO, keyWith(), BY_API);
  expect([mayCrypto("project"), mayCrypto("allProjects"), mayCrypto("account")]).toEqual([true, true, false]);
  expect(can(callerWith([security], "account"), CRYPTO, keyWith(), BY_API)).toBe(false);
  expect(can(callerWith([administrator], "account"), ask("iam:users:list"), null, BY_API)).toBe(false);
  expect(can({ ...callerWith([security], "account"), projectId: null }, ask("iam:users:list"), null, BY_API)).toBe(true);
});

test("a Deny on keys counts wherever it is held, for the account too", () => {
  const deny = policyOf({ Effect: "Deny", Action: ["kms:cmk:crypto"] });
  for (const scope of ["project", "allProjects", "account"] as const) {
    const held = [...callerWith([policyOf(ALL)], "project").held, ...callerWith([deny], scope).held];
    const { reason } = decide({ ...callerWith([]), held }, CRYPTO, keyWith(), BY_API);
    expect(reason).toMatchObject({ kind: "deniedByStatement", place: { scope } });
  }
});

test("a policy that can no longer be read denies what is about keys, and nothing about people", () => {
  const broken = compileStored({ id: "1", name: "old" }, { Version: "1.1", Statement: [{ Effect: "Deny", Action: ["kms:cmk:gone"] }] });
  const [administrator, security] = [findSystemPolicy("kms_adm"), findSystemPolicy("secu_admin")];
  const caller = callerWith([administrator, security].flatMap((policy) => policy?.compiled ?? []).concat(broken), "allProjects");
  expect(decide(caller, CRYPTO, keyWith(), BY_API).reason).toMatchObject({ kind: "deniedByUnreadable", policyName: "old" });
  expect(can(caller, ask("iam:users:list"), null, BY_API)).toBe(true);
});

test("a grant allows its operations over the API where no policy does", () => {
  const encrypt: AskedOperation = { permissions: ["kms:cmk:crypto"], grantable: "encrypt-data" };
  const key = keyWith({ projectId: OTHER_PROJECT, grants: [grant()] });
  const outcome = (caller = callerWith([]), operation = encrypt, of = key, conditions = BY_API) =>
    decide(caller, operation, of, conditions).reason.kind;
  expect(outcome()).toBe("allowedByGrant");
  expect(outcome(callerWith([]), { ...encrypt, grantable: "describe-key" })).toBe("nothingAllows");
  expect(outcome(callerWith([]), CRYPTO)).toBe("nothingAllows");
  expect(outcome(undefined, encrypt, { ...key, grants: [grant({ isGrantee: false, isIssuer: true })] })).toBe("nothingAllows");
  expect(outcome(undefined, encrypt, key, { ...BY_API, source: "console" })).toBe("grantNotInConsole");
  expect(outcome(undefined, encrypt, key, { ...BY_API, source: undefined })).toBe("grantNotInConsole");
  expect(outcome(callerWith([policyOf({ Effect: "Deny", Action: ["kms:cmk:crypto"] })]))).toBe("deniedByStatement");
});

test("who a grant lets retire it may, and who may retire any may ask for them", () => {
  const retire = (changes: Partial<HeldGrant>, grantId = "1".repeat(64)) =>
    decide(
      callerWith([]),
      { permissions: ["kms:grant:retire"], byGrantRole: "retire", grantId },
      keyWith({ grants: [grant(changes)] }),
      BY_API,
    ).isAllowed;
  expect(retire({ isRetirer: true })).toBe(true);
  expect(retire({ isIssuer: true })).toBe(true);
  expect(retire({ operations: ["retire-grant"] })).toBe(true);
  expect(retire({})).toBe(false);
  expect(retire({ isRetirer: true }, "2".repeat(64))).toBe(false);
  const retirable = (hasRetirableGrant?: boolean) =>
    decide(callerWith([]), { permissions: ["kms:grant:list"], byGrantRole: "retirable", hasRetirableGrant }, null, BY_API).isAllowed;
  expect([retirable(), retirable(false), retirable(true)]).toEqual([false, false, true]);
});

test("the sixteen cases of denied, allowed, granted and asked in the console", () => {
  for (let bits = 0; bits < 16; bits += 1) {
    const [isDenied, isByPolicy, isGranted, isInConsole] = [1, 2, 4, 8].map((bit) => (bits & bit) !== 0);
    const statements = [
      ...(isDenied ? [{ Effect: "Deny", Action: ["kms:cmk:crypto"] }] : [{ Effect: "Deny", Action: ["kms:cmk:get"] }]),
      ...(isByPolicy ? [ALL] : []),
    ];
    const key = keyWith({ grants: isGranted ? [grant()] : [] });
    const conditions: RequestConditions = { ...BY_API, source: isInConsole ? "console" : "api" };
    const asked: AskedOperation = { permissions: ["kms:cmk:crypto"], grantable: "decrypt-data" };
    const expected = isDenied
      ? "deniedByStatement"
      : isByPolicy
        ? "allowedByStatement"
        : isGranted
          ? isInConsole
            ? "grantNotInConsole"
            : "allowedByGrant"
          : "nothingAllows";
    expect(reasonOf(statements, asked, key, conditions)).toBe(expected);
  }
});

test("more Denies never allow more, and more Allows never allow less", () => {
  const action = fc.constantFrom("kms:cmk:crypto", "kms:cmk:*", "kms:*:*", "kms:dek:create", "kms:cmk:get");
  const limit = fc.constantFrom(
    {},
    { Resource: ["KMS:*:*:alias:app*"] },
    { Resource: ["KMS:*:*:alias:other"] },
    { Condition: { StringEquals: { "g:ResourceTag/env": ["prod"] } } },
    { Condition: { IpAddress: { "g:SourceIp": ["192.0.2.0/24"] } } },
    { Condition: { BoolIfExists: { "g:MFAPresent": ["true"] } } },
  );
  const statement = (effect: string) => fc.record({ action, limit }).map((of) => ({ Effect: effect, Action: [of.action], ...of.limit }));
  const allows = fc.array(statement("Allow"), { minLength: 1, maxLength: 5 });
  const denies = fc.array(statement("Deny"), { minLength: 1, maxLength: 5 });
  const key = fc.constantFrom(null, keyWith(), keyWith({ tags: { env: "prod" } }), keyWith({ tags: undefined }));
  const conditions = fc.record({
    now: fc.constant(BY_API.now),
    source: fc.constant("api" as const),
    sourceIp: fc.constantFrom("192.0.2.7", "198.51.100.1", undefined),
    isMfaPresent: fc.constantFrom(true, false, undefined),
  });
  const permission = fc.constantFrom<Permission>("kms:cmk:crypto", "kms:cmk:create", "kms:dek:create", "kms:cmk:list");
  fc.assert(
    fc.property(allows, allows, denies, key, conditions, permission, (some, more, refusals, of, request, asked) => {
      const may = (...statements: object[]) => can(callerWith([policyOf(...statements)]), ask(asked), of, request);
      if (may(...some)) expect(may(...some, ...more)).toBe(true);
      if (!may(...some)) expect(may(...some, ...refusals)).toBe(false);
      // Together in one policy or apart in several is the same.
      const apart = callerWith([...some, ...refusals].map((statement) => policyOf(statement)));
      expect(can(apart, ask(asked), of, request)).toBe(may(...refusals, ...some));
      if (may(...some, ...refusals)) expect(may(...some)).toBe(true);
    }),
    { numRuns: 200 },
  );
});
