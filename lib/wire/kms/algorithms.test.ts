/** Which key does what (api-reference §2.4 and §2.5, guide Tables 2-1 and 2-2), typed by hand. */

import { describe, expect, test } from "vitest";
import { encryptionRefusal, oaepMaxBytes } from "#lib/domain/encryption-algorithm";
import type { ERRORS } from "#lib/domain/errors";
import { isKeyPair, isUsageAllowed, KEY_SPECS, type KeySpec, type KeyUsage } from "#lib/domain/key-spec";
import { macRefusal } from "#lib/domain/mac-algorithm";
import { signingAlgorithmsOf, signingRefusal } from "#lib/domain/signing-algorithm";
import { kmsCodeOf } from "#lib/wire/kms/errors";

const wire = (code: keyof typeof ERRORS | null) => (code === null ? null : kmsCodeOf(code));

test.each<[KeySpec, KeyUsage[], KeyUsage, boolean]>([
  ["AES_256", ["ENCRYPT_DECRYPT"], "ENCRYPT_DECRYPT", false],
  ["RSA_2048", ["SIGN_VERIFY", "ENCRYPT_DECRYPT"], "SIGN_VERIFY", true],
  ["RSA_3072", ["SIGN_VERIFY", "ENCRYPT_DECRYPT"], "SIGN_VERIFY", true],
  ["RSA_4096", ["SIGN_VERIFY", "ENCRYPT_DECRYPT"], "SIGN_VERIFY", true],
  ["EC_P256", ["SIGN_VERIFY"], "SIGN_VERIFY", true],
  ["EC_P384", ["SIGN_VERIFY"], "SIGN_VERIFY", true],
  ["HMAC_256", ["GENERATE_VERIFY_MAC"], "GENERATE_VERIFY_MAC", false],
  ["HMAC_384", ["GENERATE_VERIFY_MAC"], "GENERATE_VERIFY_MAC", false],
  ["HMAC_512", ["GENERATE_VERIFY_MAC"], "GENERATE_VERIFY_MAC", false],
])("%s is used to %j, by default %s", (spec, usages, byDefault, isPair) => {
  expect([...KEY_SPECS[spec].usages].sort()).toEqual([...usages].sort());
  expect([KEY_SPECS[spec].defaultUsage, isKeyPair(spec)]).toEqual([byDefault, isPair]);
});

test("a spec that is not in the table allows no usage", () => {
  for (const name of ["AES_257", "", "toString", "__proto__"]) expect(isUsageAllowed(name as KeySpec, "ENCRYPT_DECRYPT")).toBe(false);
});

test.each([
  ["RSA_2048", 190],
  ["RSA_3072", 318],
  ["RSA_4096", 446],
] as const)("%s encrypts %i bytes at most", (spec, bytes) => {
  expect(oaepMaxBytes(spec)).toBe(bytes);
});

describe("refusals", () => {
  test.each<
    [KeySpec, KeyUsage, symmetric: string | null, rsa: string | null, pss: string | null, ecdsa: string | null, mac: string | null]
  >([
    ["AES_256", "ENCRYPT_DECRYPT", null, "KMS.2105", "KMS.0331", "KMS.0331", "KMS.0331"],
    ["RSA_2048", "ENCRYPT_DECRYPT", "KMS.2106", null, "KMS.0334", "KMS.0334", "KMS.0325"],
    ["RSA_2048", "SIGN_VERIFY", "KMS.0335", "KMS.0335", null, "KMS.0332", "KMS.0325"],
    ["EC_P256", "SIGN_VERIFY", "KMS.1114", "KMS.1114", "KMS.0332", null, "KMS.0325"],
    ["HMAC_256", "GENERATE_VERIFY_MAC", "KMS.0341", "KMS.0341", "KMS.0341", "KMS.0341", null],
    ["HMAC_384", "GENERATE_VERIFY_MAC", "KMS.0341", "KMS.0341", "KMS.0341", "KMS.0341", "KMS.0308"],
  ])("%s with %s", (spec, usage, symmetric, rsa, pss, ecdsa, mac) => {
    const key = { spec, usage };
    expect([
      wire(encryptionRefusal(key, "SYMMETRIC_DEFAULT")),
      wire(encryptionRefusal(key, "RSAES_OAEP_SHA_256")),
      wire(signingRefusal(key, "RSASSA_PSS_SHA_256")),
      wire(signingRefusal(key, "ECDSA_SHA_256")),
      wire(macRefusal(key, "HMAC_SHA_256")),
    ]).toEqual([symmetric, rsa, pss, ecdsa, mac]);
  });
});

test("the first algorithm offered has the hash that fits the key best, and every one of the family is offered once", () => {
  expect(signingAlgorithmsOf("EC_P256")).toEqual(["ECDSA_SHA_256", "ECDSA_SHA_384", "ECDSA_SHA_512"]);
  expect(signingAlgorithmsOf("EC_P384")).toEqual(["ECDSA_SHA_384", "ECDSA_SHA_256", "ECDSA_SHA_512"]);
  expect(new Set(signingAlgorithmsOf("RSA_3072")).size).toBe(6);
  expect(signingAlgorithmsOf("AES_256")).toEqual([]);
});
