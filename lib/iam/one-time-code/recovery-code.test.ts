import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { hashRecoveryCode, newRecoveryCode } from "./recovery-code";

test("a recovery code is sixteen letters and digits in groups of four, each as likely as any other", () => {
  expect(newRecoveryCode(randomBytes)).toMatch(/^([A-Z2-7]{4}-){3}[A-Z2-7]{4}$/);
  const everyByte = (length: number) => Uint8Array.from({ length }, (_, index) => index * 2 + 1);
  expect(newRecoveryCode(everyByte)).toBe("BDFH-JLNP-RTVX-Z357");
});

test("it is the same in whatever case and groups it is typed, and another one for another user", () => {
  const hash = hashRecoveryCode("u1", "BDFH-JLNP-RTVX-Z357");
  expect(hash).toHaveLength(32);
  expect(hashRecoveryCode("u1", " bdfh jlnprtvx-z357\n")).toEqual(hash);
  expect(hashRecoveryCode("u2", "BDFH-JLNP-RTVX-Z357")).not.toEqual(hash);
});

test("what cannot be one has no hash, a one-time code included", () => {
  for (const typed of ["", "287082", "BDFH-JLNP-RTVX-Z35", "BDFH-JLNP-RTVX-Z3570", "BDFH-JLNP-RTVX-Z318"]) {
    expect(hashRecoveryCode("u1", typed)).toBe(null);
  }
});
