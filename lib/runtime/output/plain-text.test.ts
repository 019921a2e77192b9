import { expect, test } from "vitest";
import { toPlainText } from "./plain-text";

test("sequences for terminals are taken away", () => {
  expect(toPlainText("\u001b[31m ⨯ \u001b[39mfault\u001b]0;title\u0007 here")).toBe("⨯ fault here");
});

test("what is long is cut, and says how long it was", () => {
  const text = toPlainText("x".repeat(1_000_000));
  expect(text.length).toBeLessThan(2_100);
  expect(text).toMatch(/… \(1000000 characters\)$/);
  expect(toPlainText("x".repeat(2_000))).toBe("x".repeat(2_000));
});

test.each([
  "postgresql://kms:hunter22@db:5432/kms",
  "X-Auth-Token: hunter22",
  '{"password":"hunter22","user":"a"}',
  "cookie=hunter22; path=/",
  "KMS_ADMIN_PASSWORD=hunter22",
  "token eyJhbGciOiJkaXIifQ..hunter22.hunter22.x",
  "-----BEGIN PRIVATE KEY-----\nhunter22\n-----END PRIVATE KEY-----",
])("no secret is shown: %s", (text) => {
  expect(toPlainText(text)).not.toContain("hunter22");
});
