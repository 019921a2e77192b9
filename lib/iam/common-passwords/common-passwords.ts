/**
 * Passwords that many people use, and that whoever guesses tries first. They ship as a Bloom filter, `common-passwords.bin`, made by
 * `node scripts/common-passwords.mjs` from the list `passwords-common` of the npm package @zxcvbn-ts/language-common 4.1.3 (MIT), of
 * which those too short to be a password here are left out. One in 100,000 other passwords is taken for one of them.
 */
import { readFileSync } from "node:fs";
import { PASSWORD_MIN_CHARACTERS } from "#lib/domain/identity/identity-rules";
import { characterCount } from "#lib/domain/text";
import { isInFilter, makeFilter } from "./bloom";

let filter: Buffer | null = null;

/** Whether it is one of them, in whatever case and however its characters are composed. */
export function isCommonPassword(password: string): boolean {
  // Beside this file, and beside the program that is built of it.
  filter ??= readFileSync(new URL("./common-passwords.bin", import.meta.url));
  return isInFilter(filter, toCompared(password));
}

/** @param list of whatever order, case and length @returns the bytes of the file */
export function makeCommonPasswords(list: readonly string[]): Buffer {
  return makeFilter(wordsOf(list));
}

/** What of a list goes into the file. */
export function wordsOf(list: readonly string[]): string[] {
  return [...new Set(list.map(toCompared))].filter((word) => characterCount(word) >= PASSWORD_MIN_CHARACTERS).sort();
}

function toCompared(password: string): string {
  return password.normalize("NFKC").toLowerCase();
}
