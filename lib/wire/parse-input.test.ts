import { describe, expect, test, vi } from "vitest";
import { KmsError } from "#lib/domain/errors";
import type { RestOperationName } from "./catalog";
import { kmsCodeOf } from "./kms/errors";
import { parseInput } from "./parse-input";

const KEY_ID = "0d0466b0-e727-4d9c-b35d-f84bb474a37f";
const wireCode = (operation: RestOperationName, raw: unknown) => {
  try {
    parseInput(operation, raw);
    return "accepted";
  } catch (error) {
    return error instanceof KmsError ? kmsCodeOf(error.code) : "not a KmsError";
  }
};

describe("input", () => {
  test.each<[RestOperationName, unknown, string]>([
    ["createKey", [], "KMS.0202"],
    ["createKey", null, "KMS.0202"],
    ["createKey", "x", "KMS.0202"],
    ["createKey", {}, "KMS.0204"],
    ["createKey", { key_alias: null }, "KMS.1101"],
    ["createKey", { key_alias: 7 }, "KMS.1101"],
    ["createKey", { key_alias: "" }, "KMS.1101"],
    ["createKey", { key_alias: "a", key_spec: "DES" }, "KMS.1110"],
    ["createKey", { key_alias: "a", key_usage: "encrypt_decrypt" }, "accepted"],
    ["createKey", { key_alias: "a", key_usage: "SING" }, "KMS.0308"],
    ["createKey", { key_alias: "a", key_description: "x".repeat(256) }, "KMS.1103"],
    [
      "createKey",
      { key_alias: "a", key_description: "", key_spec: "", origin: null, realm: "r", key_type: "1", key_policy: {} },
      "accepted",
    ],
    ["createKey", { key_alias: "a", keystore_id: "1" }, "KMS.0340"],
    ["createKey", { key_alias: "a", sequence: "x" }, "KMS.0206"],
    ["createKey", { key_alias: "a", sequence: "919c82d4-8046-4722-9094-35c3c6524cff" }, "accepted"],
    ["describeKey", {}, "KMS.0204"],
    ["describeKey", { key_id: "my-alias" }, "KMS.0205"],
    ["describeKey", { key_id: null }, "KMS.0205"],
    ["describeKey", { key_id: KEY_ID.toUpperCase() }, "KMS.0205"],
    ["describeKey", { key_id: `${KEY_ID}\n` }, "KMS.0205"],
    ["scheduleKeyDeletion", { key_id: KEY_ID }, "KMS.0204"],
    ...([6, 1097, 7.5, "6", "07", "7.0", " 7", "", null, true, [], {}, "7e0", Number.NaN] as unknown[]).map(
      (days): [RestOperationName, unknown, string] => ["scheduleKeyDeletion", { key_id: KEY_ID, pending_days: days }, "KMS.1401"],
    ),
    ...([7, "7", 1096, "1096"] as unknown[]).map((days): [RestOperationName, unknown, string] => [
      "scheduleKeyDeletion",
      { key_id: KEY_ID, pending_days: days },
      "accepted",
    ]),
    ["listKeys", { limit: "", marker: "" }, "accepted"],
    ["listKeys", { limit: 0 }, "KMS.1601"],
    ["listKeys", { limit: "x" }, "KMS.1601"],
    ["listKeys", { marker: -1 }, "KMS.1602"],
    ["listKeys", { limit: 2000, marker: "0", key_state: 2 }, "accepted"],
    ["encryptData", { key_id: KEY_ID }, "KMS.0204"],
    ["encryptData", { key_id: KEY_ID, plain_text: "" }, "KMS.2101"],
    ["encryptData", { key_id: KEY_ID, plain_text: 5 }, "KMS.2101"],
    ["encryptData", { key_id: KEY_ID, plain_text: null }, "KMS.2101"],
    ["encryptData", { key_id: KEY_ID, plain_text_base64: "AA==" }, "accepted"],
    ["encryptData", { key_id: KEY_ID, plain_text: "", plain_text_base64: "AA==" }, "accepted"],
    ["encryptData", { key_id: KEY_ID, plain_text: "x", plain_text_base64: "" }, "accepted"],
    ["encryptData", { key_id: KEY_ID, plain_text: "", plain_text_base64: "" }, "KMS.2101"],
    ["encryptData", { key_id: KEY_ID, plain_text_base64: "" }, "KMS.0204"],
    ["encryptData", { key_id: KEY_ID, plain_text_base64: 5 }, "KMS.2101"],
    ["encryptData", { key_id: KEY_ID, plain_text_base64: "x" }, "KMS.2101"],
    ["encryptData", { key_id: KEY_ID, plain_text: "x", plain_text_base64: "AA==" }, "KMS.0308"],
    // The first field that is wrong is told of, and one that is missing has its place too.
    ["encryptData", { key_id: "x" }, "KMS.0205"],
    ["encryptData", { plain_text_base64: "AA==" }, "KMS.0204"],
    ["encryptData", { key_id: KEY_ID, encryption_context: { a: 1 } }, "KMS.0204"],
    ["encryptData", { key_id: KEY_ID, plain_text: "", encryption_context: { a: 1 } }, "KMS.2101"],
    ["encryptData", { key_id: KEY_ID, plain_text_base64: "x", encryption_context: { a: 1 } }, "KMS.2101"],
    ["encryptData", { key_id: KEY_ID, plain_text_base64: "AA==", encryption_context: { a: 1 } }, "KMS.0208"],
    ["encryptData", { key_id: KEY_ID, plain_text: "x".repeat(4096) }, "accepted"],
    ["encryptData", { key_id: KEY_ID, plain_text: "x".repeat(4097) }, "KMS.2101"],
    ["encryptData", { key_id: KEY_ID, plain_text: "ä".repeat(2048) }, "accepted"],
    ["encryptData", { key_id: KEY_ID, plain_text: `${"ä".repeat(2048)}x` }, "KMS.2101"],
    ["encryptData", { key_id: KEY_ID, plain_text: "a\0b\r\n" }, "accepted"],
    ["encryptData", { key_id: KEY_ID, plain_text: "\ud800" }, "KMS.2101"],
    ["encryptData", { key_id: KEY_ID, plain_text: "x", encryption_context: { a: 1 } }, "KMS.0208"],
    ["encryptData", { key_id: KEY_ID, plain_text: "x", encryption_context: '{"a":"b"}' }, "accepted"],
    ["encryptData", { key_id: KEY_ID, plain_text: "x", encryption_context: '{"a":["b"]}' }, "KMS.0208"],
    ["encryptData", { key_id: KEY_ID, plain_text: "x", encryption_context: '{"a":"[[{,"}' }, "accepted"],
    ["encryptData", { key_id: KEY_ID, plain_text: "x", additional_authenticated_data: "x".repeat(129) }, "KMS.0308"],
    ["decryptData", { cipher_text: "A".repeat(187) }, "KMS.2201"],
    ["decryptData", { cipher_text: `${"A".repeat(187)}-` }, "KMS.2201"],
    ["decryptData", {}, "KMS.0204"],
  ])("%s %j is %s", (operation, raw, expected) => {
    expect(wireCode(operation, raw)).toBe(expected);
  });

  test("a context that comes as text may hold whatever one that comes as an object may, and is not parsed when it holds more", () => {
    const context = Object.fromEntries(Array.from({ length: 900 }, (_none, number) => [number.toString(36), ""]));
    const input = { key_id: KEY_ID, plain_text: "x" };
    expect(parseInput("encryptData", { ...input, encryption_context: JSON.stringify(context) })).toMatchObject({
      encryptionContext: context,
    });
    const parse = vi.spyOn(JSON, "parse");
    for (const text of ["[".repeat(65_000), `{${'"":"",'.repeat(10_000)}"":""}`]) {
      expect(wireCode("encryptData", { ...input, encryption_context: text })).toBe("KMS.0208");
    }
    expect(parse).not.toHaveBeenCalled();
    parse.mockRestore();
  });

  test("numbers may come as strings and are numbers afterwards", () => {
    expect(parseInput("scheduleKeyDeletion", { key_id: KEY_ID, pending_days: "30" })).toMatchObject({ pendingDays: 30 });
    expect(parseInput("listKeys", { limit: "5", marker: 2 })).toMatchObject({ limit: 5, marker: 2 });
  });

  test.each<[RestOperationName, unknown, RegExp]>([
    ...[5, 0, true, false, {}, []].flatMap((value): [RestOperationName, unknown, RegExp][] => [
      ["createKeyTag", { key_id: KEY_ID, tag: { key: "a", value } }, /tag value must be text/],
      ["createKeyTag", { key_id: KEY_ID, tag: { key: value } }, /tag key must be text/],
      ["batchKeyTags", { key_id: KEY_ID, action: "create", tags: [{ key: "a", value }] }, /tag value must be text/],
      ["searchByTags", { action: "filter", tags: [{ key: "a", values: [value] }] }, /tag value must be text/],
      ["searchByTags", { action: "filter", matches: [{ key: "resource_name", value }] }, /match must be text/],
    ]),
    ...[5, true, {}, "a"].map((values): [RestOperationName, unknown, RegExp] => [
      "searchByTags",
      { action: "count", tags: [{ key: "a", values }] },
      /must be a list of texts/,
    ]),
  ])("%s says of %j what is wrong with it", (operation, raw, says) => {
    expect(() => parseInput(operation, raw)).toThrow(says);
  });

  test("a refusal never repeats the value", () => {
    try {
      parseInput("encryptData", { key_id: KEY_ID, plain_text: "secret\ud800" });
      expect.unreachable();
    } catch (error) {
      expect(String((error as Error).message)).not.toContain("secret");
    }
  });
});
