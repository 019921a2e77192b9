import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Env } from "#lib/base/env";
import { recallKeptMemory, rememberKeptMemory } from "./remembered-memory";

let dir: string;
let env: Env;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "kms-memory-"));
  const modulePath = join(dir, "module.so");
  writeFileSync(modulePath, "a module");
  env = { pkcs11: { modulePath } } as Env;
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

test("what was found of a module is known at the next start", () => {
  expect(recallKeptMemory(env, dir)).toBeUndefined();
  for (const kept of [0, 240]) {
    rememberKeptMemory(env, dir, kept);
    expect(recallKeptMemory(env, dir)).toBe(kept);
  }
});

test("where it cannot be kept, the start goes on", () => {
  mkdirSync(join(dir, "token-memory.json"));
  rememberKeptMemory(env, dir, 240);
  rememberKeptMemory({ pkcs11: { modulePath: join(dir, "none.so") } } as Env, dir, 240);
  expect(readdirSync(dir).sort()).toEqual(["module.so", "token-memory.json", expect.stringMatching(/unfinished/)]);
});

test("and is not believed of one that was replaced, nor when it cannot be read", () => {
  const modulePath = join(dir, "module.so");
  const spoil = [
    () => writeFileSync(modulePath, "another module"),
    () => utimesSync(modulePath, new Date(1), new Date(1)),
    () => rmSync(modulePath),
    () => writeFileSync(join(dir, "token-memory.json"), "{"),
    () => writeFileSync(join(dir, "token-memory.json"), '{"module":"","keptPerObject":1}'),
  ];
  for (const change of spoil) {
    writeFileSync(modulePath, "a module");
    rememberKeptMemory(env, dir, 240);
    expect(recallKeptMemory(env, dir)).toBe(240);
    change();
    expect(recallKeptMemory(env, dir)).toBeUndefined();
  }
});
