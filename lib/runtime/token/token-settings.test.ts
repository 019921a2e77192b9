import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { Env } from "#lib/base/env";
import { tokenSettings } from "./token-settings";

const NOBODY = 65_534;
const folder = mkdtempSync(join(tmpdir(), "kms-token-settings-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const settingsFor = (modulePath: string) =>
  tokenSettings({ pkcs11: { modulePath, tokenLabel: "t", pinFile: "/pin", initArgs: null } } as Env, "1234");

test("a module that is not there is told from one that is not within the user's reach", () => {
  const closed = join(folder, "closed");
  const module = join(closed, "module.so");
  mkdirSync(closed);
  writeFileSync(module, "");
  expect(settingsFor(module).modulePath).toBe(module);
  expect(() => settingsFor(join(folder, "none.so"))).toThrow(/none.so", and there is no such file: set it/);
  if (process.getuid?.() !== 0) return;
  chmodSync(folder, 0o755);
  process.seteuid?.(NOBODY);
  try {
    expect(settingsFor(module).modulePath).toBe(module);
  } finally {
    process.seteuid?.(0);
  }
  for (const close of [() => chmodSync(module, 0o600), () => [chmodSync(module, 0o644), chmodSync(closed, 0o700)]]) {
    close();
    process.seteuid?.(NOBODY);
    try {
      expect(() => settingsFor(module)).toThrow(/module.so", which the user .+ cannot read: let it read that file/);
    } finally {
      process.seteuid?.(0);
    }
  }
});
