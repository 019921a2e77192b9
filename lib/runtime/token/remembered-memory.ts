/**
 * How much memory the token's module was found to keep of every session object, so that only a first start takes the second or two that finding
 * out costs. Invariant: it counts for the very file that was looked at; a module that was replaced is looked at anew.
 */
import { statSync } from "node:fs";
import { join } from "node:path";
import type { Env } from "#lib/base/env";
import { readCheckedFile, writeCheckedFile } from "../data-dir/checked-files";
import { findSoftHsm } from "./token-settings";

const FILE = "token-memory.json";

type Remembered = { readonly module: string; readonly keptPerObject: number };

/** @returns bytes of each session object; undefined where it is not known of this module */
export function recallKeptMemory(env: Env, dataDir: string): number | undefined {
  const text = readCheckedFile(join(dataDir, FILE));
  if (text === null) return undefined;
  try {
    const { module, keptPerObject } = JSON.parse(text) as Remembered;
    const isOne = Number.isSafeInteger(keptPerObject) && keptPerObject >= 0;
    return isOne && module === nameModule(env, dataDir) ? keptPerObject : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps what was found of the module there is now. Where that cannot be written the next start finds it out again. */
export function rememberKeptMemory(env: Env, dataDir: string, keptPerObject: number): void {
  try {
    const found: Remembered = { module: nameModule(env, dataDir), keptPerObject };
    writeCheckedFile(join(dataDir, FILE), `${JSON.stringify(found)}\n`, 0o600);
  } catch {
    // A second at a start is all that is lost.
  }
}

function nameModule(env: Env, dataDir: string): string {
  const path = env.pkcs11?.modulePath ?? findSoftHsm(dataDir);
  const { dev, ino, size, mtimeMs } = statSync(path);
  return [path, dev, ino, size, mtimeMs].join(":");
}
