import { expect, test } from "vitest";
import { tagWords } from "../../words/tag-words";
import { isBlank, tagProblems, valueProblem } from "./tag-input";

const { problems } = tagWords;
const problemOf = (key: string, taken: string[] = []) => tagProblems([{ id: 1, key, value: "" }], taken, true).get(1)?.key;

test("a tag key has 1 to 36 letters, digits, hyphens and underscores", () => {
  for (const key of ["a", "a".repeat(36), "Cost-Center_1", "-", "_"]) expect(problemOf(key), key).toBeUndefined();
  expect(problemOf("")).toBe(problems.keyMissing);
  expect(problemOf("a".repeat(37))).toBe(problems.keyTooLong);
  for (const key of ["a b", " ", "a=b", "é", "😀", "a\n", "a.b", "a:b"]) expect(problemOf(key), key).toBe(problems.keyCharacters);
});

test("characters are counted, not their bytes", () => {
  expect(problemOf("😀".repeat(36))).toBe(problems.keyCharacters);
  expect(problemOf("😀".repeat(37))).toBe(problems.keyTooLong);
});

test("a tag value has up to 43 of the same characters, and may be empty", () => {
  for (const value of ["", "1", "a".repeat(43)]) expect(valueProblem(value), value).toBeNull();
  expect(valueProblem("a".repeat(44))).toBe(problems.valueTooLong);
  for (const value of ["a b", "=", "ü", "😀"]) expect(valueProblem(value), value).toBe(problems.valueCharacters);
});

test("a tag key stands once in a form and once on a key", () => {
  const twice = [
    { id: 1, key: "team", value: "a" },
    { id: 2, key: "team", value: "b" },
  ];
  expect([...tagProblems(twice, [], true)]).toEqual([[2, { key: problems.repeated, value: undefined }]]);
  expect(problemOf("team", ["team"])).toBe(problems.taken);
  expect(problemOf("Team", ["team"])).toBeUndefined();
});

test("what is missing counts only when the form is sent", () => {
  const rows = [
    { id: 1, key: "", value: "" },
    { id: 2, key: "", value: "" },
  ];
  expect(tagProblems(rows, [], false).size).toBe(0);
  expect(tagProblems(rows, [], true).size).toBe(2);
  expect(isBlank({ key: "", value: "" })).toBe(true);
  expect(isBlank({ key: "", value: "x" })).toBe(false);
});
