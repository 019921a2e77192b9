/**
 * The file of a backup on the operator's disk. Invariants: it is there under its name when it is whole and durable, not before; nobody but
 * its user can read it; a file that is there is never written over.
 */
import { closeSync, existsSync, fchmodSync, fstatSync, fsyncSync, linkSync, openSync, rmSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { StartError } from "#lib/base/start-error";
import { syncDirectory } from "../data-dir/secrets";

/** As the operator means it, who stands where npm was called. */
export function toPath(file: string): string {
  const isByNpm = /^(backup|restore|admin)$/.test(process.env.npm_lifecycle_event ?? "");
  return resolve(isByNpm ? (process.env.INIT_CWD ?? ".") : ".", file);
}

export type Draft = {
  /** File descriptor. */
  readonly fd: number;
  /** Gives it its name. @returns its bytes @throws StartError */
  finish(): number;
  /** Removes it. */
  discard(): void;
};

/** @throws StartError where there is such a file, or none can be made there */
export function openDraft(path: string): Draft {
  if (existsSync(path)) throw new StartError(`There is a file ${path} already: name a new one.`);
  const draft = `${path}.unfinished.${process.pid}`;
  const fd = attempt(path, () => openSync(draft, "wx", 0o600));
  fchmodSync(fd, 0o600);
  return {
    fd,
    finish() {
      return attempt(path, () => {
        fsyncSync(fd);
        const { size } = fstatSync(fd);
        closeSync(fd);
        // Unlike a rename it never takes the place of a file that came meanwhile.
        linkSync(draft, path);
        rmSync(draft);
        syncDirectory(dirname(path));
        return size;
      });
    },
    discard: () => rmSync(draft, { force: true }),
  };
}

/** @returns a file descriptor @throws StartError */
export function openBackup(path: string): { readonly fd: number; readonly bytes: number } {
  const fd = attempt(path, () => openSync(path, "r"));
  const status = fstatSync(fd);
  if (!status.isFile()) throw new StartError(`${path} is no file.`);
  return { fd, bytes: status.size };
}

function attempt<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") throw new StartError(`There is no ${existsSync(dirname(path)) ? `file ${path}` : `folder ${dirname(path)}`}.`);
    if (code === "EEXIST") throw new StartError(`There is a file ${path} already: name a new one.`);
    throw new StartError(`The file ${path} cannot be used (${code ?? "unknown error"}).`, { cause: error });
  }
}
