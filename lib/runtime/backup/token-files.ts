/** The files of the product's own SoftHSM2 token. Its objects are encrypted by its PIN. */
import { chmodSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { StartError } from "#lib/base/start-error";
import { readUntrustedBytes } from "../data-dir/checked-files";

export type TokenFile = { /** Below the token's folder. */ readonly path: string; readonly content: Buffer };

const NAME = /^[A-Za-z0-9._-]{1,100}$/;
const TRIES = 50;
const PAUSE_MS = 40;
const DEPTH_MAX = 2;

/**
 * Reads all until two readings agree, since a file that is just being written may be half there.
 * @throws StartError where it changes all the time
 */
export async function readTokenFiles(folder: string): Promise<TokenFile[]> {
  let before = readAll(folder);
  for (let tries = 0; tries < TRIES; tries += 1) {
    await pause(PAUSE_MS);
    const now = readAll(folder);
    if (
      now.length === before.length &&
      now.every(({ path, content }, at) => before[at]?.path === path && before[at]?.content.equals(content))
    ) {
      return now;
    }
    before = now;
  }
  throw new StartError("The token's files change all the time: try again.");
}

function readAll(folder: string, below = "", depth = 0): TokenFile[] {
  return readdirSync(join(folder, below), { withFileTypes: true })
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap((entry) => {
      const path = below === "" ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory() && depth < DEPTH_MAX) return readAll(folder, path, depth + 1);
      if (!entry.isFile()) return [];
      try {
        return [{ path, content: readUntrustedBytes(join(folder, path)) }];
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
        throw error;
      }
    });
}

/** @throws StartError for a path that leads elsewhere */
export function writeTokenFile(folder: string, { path, content }: TokenFile): void {
  const names = path.split("/");
  if (names.length > DEPTH_MAX + 1 || names.some((name) => !NAME.test(name) || /^\.+$/.test(name))) {
    throw new StartError(`The backup holds a file of the token with the name ${JSON.stringify(path)}, which is none of a token.`);
  }
  const at = join(folder, path);
  mkdirSync(dirname(at), { recursive: true, mode: 0o700 });
  writeFileSync(at, content, { mode: 0o600, flag: "wx", flush: true });
  chmodSync(at, 0o600);
}
