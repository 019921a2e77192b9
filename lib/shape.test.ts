import { dirname } from "node:path";
import { expect, test } from "vitest";
import { filesBelow, NOT_OURS, textOf } from "./testing/sources";

const FOLDERS = ["lib", "components", "app", "bench", "scripts"];
const LONGEST_FILE = 300;
/** Tables: flat, with one row a thing, so that splitting them would hide what is missing. */
const TABLES: Record<string, string> = {
  "lib/domain/errors.ts": "every refusal that the product knows",
};
const MOST_FILES = 32;

const files = FOLDERS.flatMap((folder) => filesBelow(folder, /\.(?:tsx?|mjs|css)$/)).filter((file) => !NOT_OURS.test(file));

test("no file is longer than 300 lines, but for tables", () => {
  expect(files.length).toBeGreaterThan(500);
  const long = files.filter((file) => linesOf(file) > LONGEST_FILE);
  expect(long.filter((file) => TABLES[file] === undefined)).toEqual([]);
  // A table that has become short, or is gone, needs no exception.
  expect(Object.keys(TABLES).filter((table) => !long.includes(table))).toEqual([]);
});

test("no folder holds more files than a reader can take in", () => {
  const count = new Map<string, number>();
  for (const file of files) count.set(dirname(file), (count.get(dirname(file)) ?? 0) + 1);
  expect([...count].filter(([, n]) => n > MOST_FILES)).toEqual([]);
});

function linesOf(file: string): number {
  return textOf(file).trimEnd().split("\n").length;
}
