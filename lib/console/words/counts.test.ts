/** Every word function of the console, asked with numbers: none may say "1 keys", "2 key" or "1 tag go". */
import { expect, test } from "vitest";

const files = import.meta.glob<Record<string, unknown>>("./*-words.ts", { eager: true });
const NOUNS =
  "key|tag|grant|caller|day|hour|minute|time|byte|character|version|object|material|digit|pair|criterion|step|entry|user|request";
/** A number that is one and all alone, not the end of another. */
const PLURAL_OF_ONE = new RegExp(`(?<![\\d.,:-])1 (?:[a-z]+ )?(?:${NOUNS})s\\b`, "i");
const SINGULAR_OF_MANY = new RegExp(`(?<![\\d.,:-])[02] (?:alias |wrapped )?(?:key material|${NOUNS})\\b(?! pair| material| object)`, "i");
const VERB_OF_MANY = new RegExp(`(?<![\\d.,:-])1 (?:${NOUNS}) (?:go|are|have|were|do|stay)\\b`, "i");

/** These take the name of something where the walk gives a number. */
const NO_NUMBERS = ["./create-words.ts createWords making"];

type Said = { readonly where: string; readonly text: string };

/** All that the words say when every number in them is this one. */
function saidWith(number: number, value: unknown, where: string): Said[] {
  if (typeof value === "function") {
    try {
      const text: unknown = value(number, number, number, number);
      return typeof text === "string" && !NO_NUMBERS.includes(where) ? [{ where, text }] : [];
    } catch {
      // It does not take a number there.
      return [];
    }
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, part]) => saidWith(number, part, `${where} ${name}`));
}

const all = (number: number) => Object.entries(files).flatMap(([file, words]) => saidWith(number, words, file));
const wrong = (said: readonly Said[], pattern: RegExp) => said.filter(({ text }) => pattern.test(text));

test("one thing is said in the singular, with a verb of one", () => {
  expect(all(1).length).toBeGreaterThan(40);
  expect(wrong(all(1), PLURAL_OF_ONE)).toEqual([]);
  expect(wrong(all(1), VERB_OF_MANY)).toEqual([]);
});

test.each([0, 2])("%d things are said in the plural", (number) => {
  expect(wrong(all(number), SINGULAR_OF_MANY)).toEqual([]);
});

test("the patterns find what they are for", () => {
  for (const text of ["1 keys", "All 1 keys on", "of 1 bytes"]) expect(PLURAL_OF_ONE.test(text), text).toBe(true);
  for (const text of ["2 key", "0 tag", "2 alias object"]) expect(SINGULAR_OF_MANY.test(text), text).toBe(true);
  expect(VERB_OF_MANY.test("1 tag go with the key")).toBe(true);
  for (const text of ["1 key", "11 keys", "2 keys", "4,091 keys"]) expect(PLURAL_OF_ONE.test(text), text).toBe(false);
});
