/**
 * Files that the operator may replace while the product runs, such as a certificate that is renewed. They are looked at every few
 * seconds rather than watched by the kernel, which misses a link on the way that now leads elsewhere.
 * Invariant: what cannot be read or used leaves what was in force as it is.
 */
import { statSync } from "node:fs";
import type { Log } from "#lib/base/log";
import { StartError } from "#lib/base/start-error";

export const LOOK_EVERY_MS = 5_000;

export type WatchedFiles<T> = {
  /** What is in force. */
  current(): T;
  /** Looks now. */
  look(): void;
};

/**
 * @param paths the files, any of which may change at any time
 * @param read reads them anew; throws when they are not of use
 * @param differs whether what was read is something else than what is in force
 * @param onChange called with what has come into force
 */
export function watchFiles<T>(
  paths: readonly string[],
  first: T,
  read: () => T,
  differs: (one: T, other: T) => boolean,
  onChange: (value: T) => void,
  log: Log,
): WatchedFiles<T> {
  let inForce = first;
  /** None yet: they may have been replaced since they were first read. */
  let settled: string | null = null;
  /** Files that were of no use when last looked at; two that are replaced one after the other are so for a moment. */
  let suspected: string | null = null;
  const look = () => {
    const found = fingerprint(paths);
    if (found === settled) return;
    try {
      const value = read();
      settled = found;
      suspected = null;
      if (!differs(value, inForce)) return;
      inForce = value;
      log.info({ files: paths }, "files were replaced, and are in force");
      onChange(value);
    } catch (error) {
      if (found !== suspected) {
        suspected = found;
        return;
      }
      // Said once; looked at again when they change.
      settled = found;
      const reason = error instanceof StartError ? error.message : (error as NodeJS.ErrnoException).code;
      log.error({ files: paths, reason }, "files were replaced and are of no use, what was in force stays so");
    }
  };
  setInterval(look, LOOK_EVERY_MS).unref();
  return { current: () => inForce, look };
}

/** Changes with content, and when a name or a link on the way leads to another file. */
function fingerprint(paths: readonly string[]): string {
  return paths
    .map((path) => {
      try {
        const { dev, ino, size, mtimeNs, ctimeNs } = statSync(path, { bigint: true });
        return [dev, ino, size, mtimeNs, ctimeNs].join(":");
      } catch (error) {
        return String((error as NodeJS.ErrnoException).code);
      }
    })
    .join("|");
}
