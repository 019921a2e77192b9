import { expect, test } from "vitest";
import { OPERATIONS } from "#lib/operations/catalog";
import { filesBelow, textOf } from "./testing/sources";

const EFFECTS = ["read", "use", "change", "destroy"];
const WIRE_CODE = /\b(?:KMS|APIGW|IAM)\.\d{4}/g;
/** A member that a wire has and an operation has not, or one spelled as a wire spells it. */
const WIRE_MEMBERS = /\b(?:path|status|statusCode)\??\s*:|\bmethod\s*:\s*"[A-Z]+"|\b[a-z][a-z0-9]*(?:_[a-z0-9]+)+\b/g;
test("the domain knows no code of a wire and no HTTP status", () => {
  const found = filesBelow("lib/domain").flatMap((file) =>
    [...textOf(file).matchAll(WIRE_CODE), ...codeOf(file).matchAll(/\b(?:\w*status|statusCode)\??\s*:\s*(?:\d{3}|number)/gi)].map(
      ([match]) => `${file}: ${match.trim()}`,
    ),
  );
  expect(found).toEqual([]);
});

test("the catalog names no method, path or status, and no field as a wire spells it", () => {
  const sources = filesBelow("lib/operations").filter((file) => !/\.test\.ts$/.test(file));
  expect(sources.length).toBeGreaterThan(10);
  const inText = sources.flatMap((file) =>
    [...textOf(file).matchAll(WIRE_CODE), ...codeOf(file).matchAll(WIRE_MEMBERS)].map(([match]) => `${file}: ${match.trim()}`),
  );
  expect(inText).toEqual([]);
  for (const [name, row] of Object.entries(OPERATIONS) as [string, Record<string, unknown>][]) {
    expect([name, EFFECTS.includes(String(row.effect))]).toEqual([name, true]);
    expect([name, Object.keys(row).filter((member) => /^(?:method|path|status)$|_/.test(member))]).toEqual([name, []]);
  }
});

function codeOf(file: string): string {
  return textOf(file).replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
}
