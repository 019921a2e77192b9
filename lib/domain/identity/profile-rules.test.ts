import { expect, test } from "vitest";
import { isAreaCode, isEmail, isExternal, isPhone } from "./profile-rules";

test.each<[boolean, string]>([
  [true, ""],
  [true, "alice@example.com"],
  [true, "a.b+c@sub.example.com"],
  [true, "alice@localhost"],
  [true, `${"a".repeat(64)}@${"b".repeat(186)}.com`],
  [false, `${"a".repeat(64)}@${"b".repeat(187)}.com`],
  [false, "alice"],
  [false, "@example.com"],
  [false, "alice@"],
  [false, "alice@@example.com"],
  [false, "alice@example.com, bob@example.com"],
  [false, "alice@example.com\r\nBcc: everybody@example.com"],
  [false, "älice@example.com"],
  [false, "alice@exa mple.com"],
  [false, "alice@.com"],
])("%s: %s is an e-mail address", (is, email) => expect(isEmail(email)).toBe(is));

test("phone numbers and country codes are digits, names of elsewhere are printable", () => {
  expect([isPhone(""), isPhone("1".repeat(32)), isAreaCode("0049"), isExternal("id-1")]).toEqual([true, true, true, true]);
  for (const phone of ["1".repeat(33), "+49", "1 2", "１２", "1\n"]) expect(isPhone(phone)).toBe(false);
  for (const code of ["1".repeat(9), "+49", "a"]) expect(isAreaCode(code)).toBe(false);
  for (const text of ["x".repeat(129), "a b", "a\n", "é"]) expect(isExternal(text)).toBe(false);
});
