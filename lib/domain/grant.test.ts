import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  canRetire,
  findAllowing,
  GRANT_NAME_PATTERN,
  GRANT_OPERATION_NAMES,
  type GrantOperation,
  grantedOperations,
  grantOperationsFor,
  grantsForGrantees,
  type HeldGrant,
  isCreateGrantAlone,
  lackingToPassOn,
  PRINCIPAL_PATTERN,
} from "./grant";
import type { KeySpec, KeyUsage } from "./key-spec";

const held = (operations: GrantOperation[], more: Partial<HeldGrant> = {}): HeldGrant => ({
  id: operations.join("+"),
  operations,
  isGrantee: true,
  isRetirer: false,
  isIssuer: false,
  ...more,
});
const operation = fc.constantFrom(...GRANT_OPERATION_NAMES);
const operations = fc.uniqueArray(operation, { minLength: 1 });
const anyGrant = fc.record({
  id: fc.string(),
  operations,
  isGrantee: fc.boolean(),
  isRetirer: fc.boolean(),
  isIssuer: fc.boolean(),
});

describe("grants", () => {
  test("know the nine operations of the guide's Table 2-13, those of signing and HMAC keys, and no other", () => {
    expect([...GRANT_OPERATION_NAMES].sort()).toEqual([
      "create-datakey",
      "create-datakey-without-plaintext",
      "create-grant",
      "decrypt-data",
      "decrypt-datakey",
      "describe-key",
      "encrypt-data",
      "encrypt-datakey",
      "generate-mac",
      "get-publickey",
      "retire-grant",
      "sign",
      "verify",
      "verify-mac",
    ]);
  });

  test("offer the operations that the key can do, whatever its kind", () => {
    const always = ["describe-key", "create-grant", "retire-grant"];
    const added = (spec: KeySpec, usage: KeyUsage) => grantOperationsFor({ spec, usage }).filter((name) => !always.includes(name));
    expect(added("AES_256", "ENCRYPT_DECRYPT")).toEqual([
      "create-datakey-without-plaintext",
      "create-datakey",
      "encrypt-datakey",
      "decrypt-datakey",
      "encrypt-data",
      "decrypt-data",
    ]);
    expect(added("RSA_2048", "ENCRYPT_DECRYPT")).toEqual(["encrypt-data", "decrypt-data", "get-publickey"]);
    expect(added("RSA_2048", "SIGN_VERIFY")).toEqual(["sign", "verify", "get-publickey"]);
    expect(added("EC_P256", "SIGN_VERIFY")).toEqual(["sign", "verify", "get-publickey"]);
    expect(added("HMAC_256", "GENERATE_VERIFY_MAC")).toEqual(["generate-mac", "verify-mac"]);
    expect(grantOperationsFor({ spec: "EC_P256", usage: "SIGN_VERIFY" })).toEqual(expect.arrayContaining(always));
  });

  test("add up to what they allow together, and to nothing else", () => {
    const grants = [held(["encrypt-data"]), held(["decrypt-data", "encrypt-data"]), held(["describe-key"], { isGrantee: false })];
    expect(grantedOperations(grants)).toEqual(new Set(["encrypt-data", "decrypt-data"]));
    expect(findAllowing(grants, "encrypt-data")?.id).toBe("encrypt-data");
    expect(findAllowing(grants, "decrypt-data")?.id).toBe("decrypt-data+encrypt-data");
    for (const missing of ["describe-key", "create-datakey", "create-grant", "retire-grant"] as const) {
      expect(findAllowing(grants, missing)).toBeNull();
    }
    expect(findAllowing([], "describe-key")).toBeNull();
  });

  test("allow nothing to whoever only issued them or was named to retire them", () => {
    const grants = [
      held(["encrypt-data", "create-grant"], { isGrantee: false, isIssuer: true }),
      held(["decrypt-data"], { isGrantee: false, isRetirer: true }),
    ];
    expect(grantedOperations(grants).size).toBe(0);
    expect(findAllowing(grants, "encrypt-data")).toBeNull();
    expect(lackingToPassOn(grants, ["encrypt-data"])).toEqual(["create-grant", "encrypt-data"]);
  });

  test("allow an operation exactly when one of the grantee's own names it", () => {
    fc.assert(
      fc.property(fc.array(anyGrant), operation, (grants, asked) => {
        const expected = grants.some((grant) => grant.isGrantee && grant.operations.includes(asked));
        expect(findAllowing(grants, asked) !== null).toBe(expected);
        expect(grantedOperations(grants).has(asked)).toBe(expected);
      }),
    );
  });

  test("can be passed on only with create-grant and with no more than is held", () => {
    const grants = [held(["create-grant", "describe-key"]), held(["encrypt-data"])];
    expect(lackingToPassOn(grants, ["describe-key", "encrypt-data", "create-grant"])).toEqual([]);
    expect(lackingToPassOn(grants, ["decrypt-data", "describe-key"])).toEqual(["decrypt-data"]);
    expect(lackingToPassOn([held(["encrypt-data", "decrypt-data"])], ["encrypt-data"])).toEqual(["create-grant"]);
    expect(lackingToPassOn([], ["encrypt-data"])).toEqual(["create-grant", "encrypt-data"]);
  });

  test("never give who passes them on more than the giver has, however long the chain", () => {
    fc.assert(
      fc.property(fc.array(anyGrant), operations, (grants, passed) => {
        fc.pre(lackingToPassOn(grants, passed).length === 0);
        const next = grantedOperations([held(passed)]);
        for (const name of next) expect(grantedOperations(grants).has(name)).toBe(true);
      }),
    );
  });

  test("may be retired by the issuer, by the principal named for it, and by a grantee with retire-grant alone", () => {
    const nobody = { isGrantee: false, isIssuer: false, isRetirer: false };
    expect(canRetire(held(["encrypt-data"], { ...nobody, isIssuer: true }))).toBe(true);
    expect(canRetire(held(["encrypt-data"], { ...nobody, isRetirer: true }))).toBe(true);
    expect(canRetire(held(["retire-grant"], { ...nobody, isGrantee: true }))).toBe(true);
    expect(canRetire(held(["encrypt-data"], { ...nobody, isGrantee: true }))).toBe(false);
    expect(canRetire(held(["retire-grant"], nobody))).toBe(false);
  });

  test("cannot consist of create-grant alone, however often it is named", () => {
    expect(isCreateGrantAlone(["create-grant"])).toBe(true);
    expect(isCreateGrantAlone(["create-grant", "create-grant"])).toBe(true);
    expect(isCreateGrantAlone(["create-grant", "retire-grant"])).toBe(false);
    expect(isCreateGrantAlone(["describe-key"])).toBe(false);
  });
});

test.each([
  [100, 50],
  [101, 50],
  [3, 1],
  [2, 1],
  [1, 0],
  [0, 0],
])("of %i grants that a key may have %i can be by grantees' hands, and at least as many are left for its own project", (quota, share) => {
  expect(grantsForGrantees(quota)).toBe(share);
});

test("a principal has 32 hexadecimal digits in either case, and a grant's name 1 to 255 characters of the published set", () => {
  const id = "0123456789abcdef0123456789ABCDEF";
  for (const good of [id, id.toUpperCase(), "0".repeat(32)]) expect(good).toMatch(PRINCIPAL_PATTERN);
  for (const bad of ["", "a", id.slice(1), `${id}0`, id.repeat(2), `${id.slice(1)}g`, `${id}\n`, `${id.slice(1)}１`]) {
    expect(bad).not.toMatch(PRINCIPAL_PATTERN);
  }
  for (const good of ["a", "a:/_-Z9", "x".repeat(255)]) expect(good).toMatch(GRANT_NAME_PATTERN);
  for (const bad of ["", "x".repeat(256), "a b", "ä", "a\n", "<"]) expect(bad).not.toMatch(GRANT_NAME_PATTERN);
});
