import { Secret, TOTP, URI } from "otpauth";
import { expect, test } from "vitest";
import { inGroups, otpAddress } from "./otp-address";

const SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

test("what an authenticator reads makes the codes that the service expects, and names whose they are", () => {
  const read = URI.parse(otpAddress({ accountName: "retail banking", userName: "key:custodian?&", seed: SEED }));
  expect(read).toBeInstanceOf(TOTP);
  const { issuer, label, algorithm, digits, period, secret } = read as TOTP;
  expect({ issuer, label, algorithm, digits, period }).toEqual({
    issuer: "KMS Console",
    label: "key:custodian?&@retail banking",
    algorithm: "SHA1",
    digits: 6,
    period: 30,
  });
  expect(secret.base32).toBe(Secret.fromBase32(SEED).base32);
});

test("the secret is written in groups of four, and all of it", () => {
  expect(inGroups(SEED).map(({ text }) => text)).toEqual(["JBSW", "Y3DP", "EHPK", "3PXP", "JBSW", "Y3DP", "EHPK", "3PXP"]);
  expect(inGroups("ABCDE")).toEqual([
    { at: 0, text: "ABCD" },
    { at: 4, text: "E" },
  ]);
});
