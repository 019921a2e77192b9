/** Whatever a name or an address holds, it is text in each language: nothing of it runs, and nothing is lost. */
import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { expect, test } from "vitest";
import { shWord } from "../commands/sh-word";
import { hclText, quoted } from "./quoting";

const HOSTILE = [
  "$(touch /tmp/never)",
  "`id`",
  "'; id; '",
  '"; id; "',
  "a b\tc",
  "\\",
  "\\'",
  '\\"',
  "$" + "{x}",
  "$$" + "{x}",
  "%{ if true }",
  "%%{",
  "$\\{",
  "#{1}",
  "!!",
  "*",
  "~",
  "-rf",
  "a\nb\r\n",
  "\b\f\u0000\u0007",
  "\u2028\u2029",
  "ünï 🔐",
  "{a,b}",
  "<<END",
  "%s%n\\n",
  "",
];
const texts = [
  ...HOSTILE,
  ...fc.sample(fc.string({ unit: "grapheme", maxLength: 40 }), 200),
  ...fc.sample(fc.string({ unit: "binary-ascii" }), 200),
];

test("a shell takes a word as it stands", () => {
  // No word of a process can hold a null character.
  const possible = texts.map((text) => text.replaceAll("\0", ""));
  const line = `printf '%s\\0' ${possible.map(shWord).join(" ")}`;
  const words = execFileSync("sh", ["-c", line], { encoding: "utf8" }).split("\0").slice(0, -1);
  expect(words).toEqual(possible.map((text) => Buffer.from(text).toString()));
});

test("JavaScript and JSON read a literal back, and it is one line", () => {
  for (const text of texts) {
    expect(JSON.parse(quoted(text))).toBe(text);
    expect(new Function(`return ${quoted(text)};`)()).toBe(text);
    expect(quoted(text)).not.toMatch(/[\n\r\u2028\u2029]/);
  }
});

test("Python reads a literal back", () => {
  const program = "import ast, json, sys; print(json.dumps([ast.literal_eval(line) for line in json.load(sys.stdin)]))";
  const input = JSON.stringify(texts.map(quoted));
  expect(JSON.parse(execFileSync("python3", ["-c", program], { input, encoding: "utf8" }))).toEqual(texts);
});

test("a literal of Go has only escapes that Go knows", () => {
  for (const text of texts) expect(quoted(text)).toMatch(/^"(?:[^"\\\n\r]|\\(?:["\\bfnrt]|u[0-9a-f]{4}))*"$/u);
});

test("a literal of HCL has only escapes that HCL knows, no template, and the text in it", () => {
  for (const text of texts) {
    const literal = hclText(text);
    expect(literal).toMatch(/^"(?:[^"\\\n\r]|\\(?:["\\nrt]|u[0-9a-f]{4}))*"$/u);
    expect(literal).not.toMatch(/[$%]\{/);
    expect(JSON.parse(literal)).toBe(text);
  }
});
