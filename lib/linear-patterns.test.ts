import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "..");
/** Rooms whose patterns are fed by whoever asks. */
const ROOMS = [
  "lib/base",
  "lib/api",
  "lib/console",
  "lib/domain",
  "lib/iam",
  "lib/operations",
  "lib/runtime",
  "lib/store",
  "lib/usecases",
  "app",
];
const LITERAL = /(?:^|[=(,:!&|?[]|\breturn)\s*\/(?![*/])((?:\\.|\[(?:\\.|[^\]\\])*\]|[^/\\\n[])+)\/[dgimsuvy]*/gm;
const ATOM = /^(?:\\[pP]\{[^}]*\}|\\.|\[(?:\\.|[^\]\\])*\]|[^()|^$])/;
const UNBOUNDED = /^(?:[+*]|\{\d+,\})\??/;

/**
 * A pattern that may begin anywhere, begins with a run of any length and wants something after it, looks at the run anew from each
 * of its places; a run of runs is worse. @returns those alternatives
 */
function slowAlternatives(pattern: string): string[] {
  return alternatives(pattern).filter((alternative) => {
    const atom = ATOM.exec(alternative)?.[0];
    const run = atom === undefined ? undefined : UNBOUNDED.exec(alternative.slice(atom.length))?.[0];
    const isLate = atom !== undefined && run !== undefined && alternative.length > atom.length + run.length;
    return isLate || /\((?:\?:)?(?:[^()\\]|\\.)*[^\\][+*]\)(?:[+*]|\{\d+,\})/.test(alternative);
  });
}

/** Those at the top of a pattern. */
function alternatives(pattern: string): string[] {
  const parts = [""];
  let depth = 0;
  for (const sign of pattern.match(/\\.|\[(?:\\.|[^\]\\])*\]|./gs) ?? []) {
    if (sign === "(") depth += 1;
    if (sign === ")") depth -= 1;
    if (sign === "|" && depth === 0) parts.push("");
    else parts[parts.length - 1] += sign;
  }
  return parts;
}

test("the rule knows slow patterns from quick ones", () => {
  for (const slow of ["^[ \\t]+|[ \\t]+$", "\\s*,", ".*x", "(a+)+", "^(?:[a-z]+)*$"])
    expect([slow, slowAlternatives(slow)]).not.toEqual([slow, []]);
  for (const quick of ["[ \\t]+", "^\\s+x", "\\/+", "%([0-9A-Fa-f]{2})", "^(?:[0-9a-f]{2})+$", "a|b", "^(.*)-(\\d{1,6})$"])
    expect([quick, slowAlternatives(quick)]).toEqual([quick, []]);
});

test("no pattern that a stranger can feed takes more than a fixed number of looks at each character", () => {
  const files = ROOMS.flatMap((room) =>
    readdirSync(join(ROOT, room), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.name.includes(".test."))
      .map((entry) => relative(ROOT, join(entry.parentPath, entry.name))),
  ).filter((file) => !file.includes("/generated/"));
  const found = [...files, "proxy.ts"].flatMap((file) =>
    [...readFileSync(join(ROOT, file), "utf8").matchAll(LITERAL)].map((match) => ({ file, pattern: match[1] ?? "" })),
  );
  expect(found.length).toBeGreaterThan(60);
  expect(found.filter(({ pattern }) => slowAlternatives(pattern).length > 0)).toEqual([]);
});
