import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { dictionary } from "@zxcvbn-ts/language-common";
import { expect, test } from "vitest";
import { FALSE_POSITIVE_RATE, isInFilter } from "./bloom";
import { isCommonPassword, makeCommonPasswords, wordsOf } from "./common-passwords";

const shipped = readFileSync(join(import.meta.dirname, "common-passwords.bin"));
const words = wordsOf(dictionary["passwords-common"]);

test("what ships is what the list of the package makes, byte for byte", () => {
  const { version } = JSON.parse(readFileSync("node_modules/@zxcvbn-ts/language-common/package.json", "utf8"));
  expect(readFileSync(join(import.meta.dirname, "common-passwords.ts"), "utf8")).toContain(`@zxcvbn-ts/language-common ${version} `);
  expect(makeCommonPasswords(dictionary["passwords-common"]).equals(shipped)).toBe(true);
  expect(words.length).toBeGreaterThan(17_000);
  expect(shipped.length).toBeLessThan(64 * 1024);
});

test("every password of the list that is long enough is found, in whatever case and composition", () => {
  expect(words.filter((word) => !isCommonPassword(word))).toEqual([]);
  for (const typed of ["password123", "Password123", "PASSWORD123", "ｐａｓｓｗｏｒｄ１２３", "ILOVEYOU", "12345678", "qwertyuiop"])
    expect([typed, isCommonPassword(typed)]).toEqual([typed, true]);
});

test("others are mistaken for one of them as seldom as is said", () => {
  expect(FALSE_POSITIVE_RATE).toBeLessThan(1 / 90_000);
  for (const typed of ["correct horse battery staple", "Dev-Password-2026!", "administrator-0123"])
    expect([typed, isCommonPassword(typed)]).toEqual([typed, false]);
  const tries = 50_000;
  let mistaken = 0;
  for (let index = 0; index < tries; index += 1) if (isInFilter(shipped, randomBytes(9).toString("base64"))) mistaken += 1;
  // One in two runs is expected; eight would come once in a billion.
  expect(mistaken).toBeLessThan(8);
});
