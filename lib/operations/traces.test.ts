/** What the catalog says of traces, held to the guide's Table 1-7 as it stands there. */
import { expect, test } from "vitest";
import { OPERATION_NAMES, OPERATIONS, type OperationName } from "./catalog";
import type { OperationRow } from "./operation";

/**
 * Operation, resource type, trace name and what has it here. "Adding or deleting tags in batches" is one call on the wire, whose action
 * chooses between the two names; "Batch deleting tags" has the second one.
 */
const TABLE_1_7: readonly (readonly [string, string, string, OperationName])[] = [
  ["Creating a CMK", "cmk", "createKey", "createKey"],
  ["Creating a DEK", "cmk", "createDataKey", "createDatakey"],
  ["Creating a plaintext-free DEK", "cmk", "createDataKeyWithoutPlaintext", "createDatakeyWithoutPlaintext"],
  ["Enabling a CMK", "cmk", "enableKey", "enableKey"],
  ["Disabling a CMK", "cmk", "disableKey", "disableKey"],
  ["Encrypting a DEK", "cmk", "encryptDatakey", "encryptDatakey"],
  ["Decrypting a DEK", "cmk", "decryptDatakey", "decryptDatakey"],
  ["Scheduling the deletion of a CMK", "cmk", "scheduleKeyDeletion", "scheduleKeyDeletion"],
  ["Canceling the scheduled deletion of a CMK", "cmk", "cancelKeyDeletion", "cancelKeyDeletion"],
  ["Generating random numbers", "rng", "genRandom", "genRandom"],
  ["Changing the alias of a CMK", "cmk", "updateKeyAlias", "updateKeyAlias"],
  ["Changing the description of a CMK", "cmk", "updateKeyDescription", "updateKeyDescription"],
  ["Prompting risks about CMK deletion", "cmk", "deleteKeyRiskTips", "deleteKeyRiskTips"],
  ["Importing key material", "cmk", "importKeyMaterial", "importKeyMaterial"],
  ["Deleting key material", "cmk", "deleteImportedKeyMaterial", "deleteImportedKeyMaterial"],
  ["Creating a grant", "cmk", "createGrant", "createGrant"],
  ["Retiring a grant", "cmk", "retireGrant", "retireGrant"],
  ["Revoking a grant", "cmk", "revokeGrant", "revokeGrant"],
  ["Encrypting data", "cmk", "encryptData", "encryptData"],
  ["Decrypting data", "cmk", "decryptData", "decryptData"],
  ["Adding a tag", "cmk", "createKeyTag", "createKeyTag"],
  ["Deleting a tag", "cmk", "deleteKeyTag", "deleteKeyTag"],
  ["Adding or deleting tags in batches", "cmk", "batchCreateKeyTags", "batchKeyTags"],
  ["Batch deleting tags", "cmk", "batchDeleteKeyTags", "batchKeyTags"],
  ["Enabling key rotation", "cmk", "enableKeyRotation", "enableKeyRotation"],
  ["Modifying key rotation interval", "cmk", "updateKeyRotationInterval", "updateKeyRotationInterval"],
  ["Disabling key rotation", "cmk", "disableKeyRotation", "disableKeyRotation"],
];

const rowOf = (name: OperationName): OperationRow => OPERATIONS[name];
const namesOf = ({ traceName, traceNameBy }: OperationRow) => [traceName, ...Object.values(traceNameBy?.names ?? {})];

test.each(TABLE_1_7)("%s (%s) is traced as %s when it was done", (_said, resourceType, traceName, operation) => {
  const row = rowOf(operation);
  expect(namesOf(row)).toContain(traceName);
  expect(row.resourceType ?? "cmk").toBe(resourceType);
  expect(row.effect !== "read" || row.isTracedRead).toBe(true);
});

test("no other operation on one key goes by a name of the table, and those on many go by the names of one", () => {
  const inTable = new Set(TABLE_1_7.map(([, , traceName]) => traceName));
  const strangers = OPERATION_NAMES.filter((name) => !TABLE_1_7.some(([, , , operation]) => operation === name));
  expect(strangers.filter((name) => namesOf(rowOf(name)).some((traceName) => inTable.has(traceName)))).toEqual(["changeKeys"]);
  expect(namesOf(rowOf("changeKeys")).filter((traceName) => !inTable.has(traceName))).toEqual([]);
});

test("every operation has a name in the table's style, and what is about the account says what kind of thing it is about", () => {
  for (const name of OPERATION_NAMES) {
    const row = rowOf(name);
    for (const traceName of namesOf(row)) expect(traceName).toMatch(/^[a-z]+([A-Z][a-z]+)*$/);
    if (row.subject === "account") expect([name, row.resourceType ?? "cmk"]).not.toEqual([name, "cmk"]);
    if (row.isTracedRead) expect([name, row.effect]).toEqual([name, "read"]);
  }
});

test("reads that are traced when they were done are those that tell what somebody is about to do, or what others did", () => {
  const always = OPERATION_NAMES.filter((name) => rowOf(name).isTracedRead);
  expect(always).toContain("deleteKeyRiskTips");
  expect(always.filter((name) => name !== "deleteKeyRiskTips" && rowOf(name).resourceType !== "trace")).toEqual([]);
});
