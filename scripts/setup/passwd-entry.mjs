// The small library that gives a user without a name one, for `initdb`: see passwd-entry.c. Only such a user needs it, so that a machine
// without a compiler goes on without it, and the product says what to do where it is missed.
import { mkdirSync } from "node:fs";
import { attempt, installed } from "./command.mjs";

export const PASSWD_ENTRY_SOURCE = "scripts/setup/passwd-entry.c";
export const PASSWD_ENTRY = "dist/passwd-entry.so";

export async function buildPasswdEntry() {
  const [compiler] = installed("cc", "gcc", "clang");
  if (!compiler) return;
  mkdirSync("dist", { recursive: true });
  await attempt(compiler, ["-shared", "-fPIC", "-O2", "-o", PASSWD_ENTRY, PASSWD_ENTRY_SOURCE, "-ldl"]);
}
