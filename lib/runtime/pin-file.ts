/**
 * Tells when the file with the token's PIN was written again. It is looked at rather than watched by the kernel, which misses a link on
 * the way that now leads elsewhere. Invariant: each change is told once; a file that is missing or empty for a moment is none.
 */
import { watchFile } from "node:fs";
import type { Env } from "./env";
import { secretPath } from "./secrets";
import { readTokenSettings } from "./token-settings";

const LOOK_EVERY_MS = 1_000;

/** Calls `take` with the token's PIN whenever its file has changed, also where the same stands in it: the token may have changed. */
export function followPinFile(env: Env, take: (pin: string) => void): void {
  const path = env.pkcs11?.pinFile ?? secretPath(env.dataDir, "token-user-pin");
  watchFile(path, { interval: LOOK_EVERY_MS, persistent: false }, (now, before) => {
    if (now.mtimeMs === before.mtimeMs && now.ino === before.ino && now.size === before.size) return;
    let pin: string;
    try {
      pin = readTokenSettings(env).pin;
    } catch {
      // Between two states; when it is whole, it has changed again.
      return;
    }
    take(pin);
  });
}
