import { expect, test } from "vitest";
import { parsePolicy } from "#lib/domain/policy/parse-policy";
import { toJsonLines } from "./json-lines";

const TEXT = `{
  "Version": "1.1",
  "Statement": [{ "Effect": "Allow", "Action": ["kms:cmk:cyrpto"] }]
}`;

test("the drawing is the text letter for letter, whatever is typed", () => {
  for (const text of [TEXT, "", "\n\n", '"open', '{"a\\"b": "c', "kms:*:*", '\\"', '{"a" : 1}\t', "äöü€😀{"]) {
    const lines = toJsonLines(text, parsePolicy(text).faults);
    expect(lines.map(({ tokens }) => tokens.map((token) => token.text).join("")).join("\n")).toBe(text);
  }
});

test("names, texts and signs are told apart, also beside quotes that are escaped", () => {
  const [line] = toJsonLines('{"a\\"b" : "c:d", "e": [1]}', []);
  expect(line?.tokens.map(({ kind, text }) => [kind, text])).toEqual([
    ["sign", "{"],
    ["name", '"a\\"b"'],
    ["plain", " "],
    ["sign", ":"],
    ["plain", " "],
    ["text", '"c:d"'],
    ["sign", ","],
    ["plain", " "],
    ["name", '"e"'],
    ["sign", ":"],
    ["plain", " "],
    ["sign", "["],
    ["plain", "1"],
    ["sign", "]}"],
  ]);
});

test("a fault is marked where it stands, and its line knows it", () => {
  const { faults } = parsePolicy(TEXT);
  const lines = toJsonLines(TEXT, faults);
  expect(lines.map((line) => line.faults.length)).toEqual([0, 0, 1, 0]);
  expect(lines.flatMap(({ tokens }) => tokens.filter(({ isBad }) => isBad).map(({ text }) => text))).toEqual(['"kms:cmk:cyrpto"']);
});

test("a fault over several lines is marked on each of them, one at the end of the text at its last letter", () => {
  const text = '{\n"Version": 1.1,\n"Statement": {\n}\n}';
  const wrong = toJsonLines(text, parsePolicy(text).faults);
  expect(wrong.map(({ tokens }) => tokens.some(({ isBad }) => isBad))).toEqual([false, true, true, true, false]);
  const open = '{"Version"';
  expect(
    toJsonLines(open, parsePolicy(open).faults)
      .at(-1)
      ?.tokens.some(({ isBad }) => isBad),
  ).toBe(true);
});
