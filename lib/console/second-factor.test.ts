import { expect, test } from "vitest";
import { readSecondFactorError, secondFactorError } from "./second-factor";

test("what the server says of a second factor is read by the page", () => {
  for (const methods of [[], ["totp"], ["passkey"], ["totp", "passkey"]] as const) {
    expect(readSecondFactorError(secondFactorError(methods))).toEqual(methods);
  }
  expect(readSecondFactorError(secondFactorError(["passkey", "carrier-pigeon", "totp"]))).toEqual(["totp", "passkey"]);
});

test("no other error is one of a second factor", () => {
  for (const error of ["CredentialsSignin", "TooMany", "Unavailable", "SecondFactors totp", "", null, undefined]) {
    expect(readSecondFactorError(error)).toBeNull();
  }
});
