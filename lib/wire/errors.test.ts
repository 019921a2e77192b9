import { STATUS_CODES } from "node:http";
import { expect, test } from "vitest";
import { ERRORS, type ErrorCode } from "#lib/domain/errors";
import { keystoneSpelling } from "./keystone/errors";
import { KMS_ERRORS } from "./kms/errors";

/** Published codes with the status that they have at the service itself (api-reference §3, iam-reference §0). */
const PUBLISHED: Partial<Record<ErrorCode, string>> = {
  keyNotFound: "404 KMS.0207",
  keyDisabled: "400 KMS.0209",
  keyPendingDeletion: "400 KMS.0210",
  notSignedIn: "401 APIGW.0301",
  notPermitted: "403 KMS.0307",
  operationUnknown: "404 APIGW.0101",
  methodNotAllowed: "405 KMS.0215",
  requestTooMany: "429 APIGW.0308",
  identityNotFound: "404 IAM.0004",
  identityTaken: "409 IAM.0005",
  identityNameInvalid: "400 IAM.1101",
  passwordInvalid: "400 IAM.1118",
  passwordUnchanged: "400 IAM.1108",
  passwordWrong: "400 IAM.1103",
  emailInvalid: "400 IAM.1102",
  phoneInvalid: "400 IAM.1104",
  accessModeInvalid: "400 IAM.1120",
  projectNameInvalid: "400 IAM.0007",
  identityProtected: "403 IAM.0003",
  ciphertextInvalid: "400 KMS.2201",
  plaintextInvalid: "400 KMS.2101",
  plaintextNotBase64: "400 KMS.2101",
  plaintextTwice: "400 KMS.0308",
  internal: "500 KMS.0101",
  unavailable: "503 KMS.0104",
};

test("every door spells every refusal, and all doors with the same status", () => {
  expect(Object.keys(KMS_ERRORS).sort()).toEqual(Object.keys(ERRORS).sort());
  for (const code of Object.keys(ERRORS) as ErrorCode[]) {
    expect([code, keystoneSpelling(code).code]).toEqual([code, KMS_ERRORS[code].status]);
    expect([code, keystoneSpelling(code).title]).toEqual([code, STATUS_CODES[KMS_ERRORS[code].status]]);
    expect(KMS_ERRORS[code].code).toMatch(/^(?:KMS|IAM|APIGW)\.\d{4}$/);
  }
});

test.each(Object.entries(PUBLISHED))("%s is %s, as published", (code, spelled) => {
  const { status, code: wire } = KMS_ERRORS[code as ErrorCode];
  expect(`${status} ${wire}`).toBe(spelled);
});
