import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { z } from "zod";
import { OPERATION_NAMES, type OperationName, type OutputOf } from "#lib/operations/catalog";
import { type REST_DOORS, REST_OPERATION_NAMES, type RestOperationName } from "./catalog";
import { TOKEN_OPERATION_NAMES } from "./keystone/token-door";

/** Operations whose output their door cannot write; the compiler finds them. */
type Unsaid = {
  [N in RestOperationName]: OutputOf<N> extends z.output<(typeof REST_DOORS)[N]["output"]> ? never : N;
}[RestOperationName];

test("every operation has a door, and each door writes what its operation gives", () => {
  const unsaid: Unsaid[] = [];
  expect(unsaid).toEqual([]);
  const offered: readonly OperationName[] = [...REST_OPERATION_NAMES, ...TOKEN_OPERATION_NAMES];
  expect([...offered].sort()).toEqual([...OPERATION_NAMES].sort());
});

test("nothing under lib/wire changes a value in one direction only", () => {
  const files = readdirSync(import.meta.dirname, { recursive: true, encoding: "utf8" }).filter(
    (file) => file.endsWith(".ts") && !file.endsWith(".test.ts"),
  );
  expect(files.length).toBeGreaterThan(30);
  expect(files.filter((file) => /\.transform\(|z\.preprocess\(/.test(readFileSync(join(import.meta.dirname, file), "utf8")))).toEqual([]);
});
