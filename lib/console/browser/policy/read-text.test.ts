import { expect, test } from "vitest";
import { readText } from "./read-text";

const TEXT = `{
  "Version": "1.1",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": ["kms:cmk:crypto"],
      "Condition": { "StringEquals": { "g:ResourceTag/env": ["prod"] } }
    },
    { "Effect": "Deny", "Action": ["kms:cmk:update"] }
  ]
}`;

test("each statement is said with the lines that it stands in", () => {
  const read = readText(TEXT) ?? [];
  expect(read.map(({ statement, from, to }) => [statement, from, to])).toEqual([
    [0, 4, 8],
    [1, 9, 9],
  ]);
  expect(read[0]?.sentences?.map(({ text }) => text).join(" ")).toContain("every key tagged env=prod");
  expect(read[1]?.sentences?.map(({ text }) => text).join(" ")).toMatch(/^May not schedule deletion/);
});

test("an error in one statement leaves the others said, and is said to say nothing", () => {
  const read = readText(TEXT.replace("kms:cmk:crypto", "kms:cmk:cyrpto")) ?? [];
  expect(read.map(({ sentences }) => sentences === null)).toEqual([true, false]);
  expect(read[1]?.sentences?.[0]?.statement).toBe(1);
});

test("a wrong version takes nothing of what can be said, and what is no JSON says nothing", () => {
  expect(readText(TEXT.replace("1.1", "1.0"))?.every(({ sentences }) => sentences !== null)).toBe(true);
  expect(readText(TEXT.slice(0, -1))).toBeNull();
  expect(readText("")).toBeNull();
});

test("a statement cannot say more alone than it does in its policy", () => {
  const escaped =
    '{"Version":"1.1","Statement":[{"Effect":"Allow","Action":["kms:cmk:get"]}],"Extra":[{"Effect":"Allow","Action":["kms:*:*"]}]}';
  expect(readText(escaped)?.flatMap(({ sentences }) => sentences ?? [])).toHaveLength(1);
});
