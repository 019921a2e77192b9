/**
 * Reads and writes the product's own files in the data directory as somebody may have tampered with them.
 * Invariant: no link is ever followed, and root believes only a file that root alone can write and that has no second name:
 * else whoever may write the directory would choose what root reads, and what it overwrites.
 */
import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  type Stats,
  writeSync,
} from "node:fs";
import { StartError } from "#lib/base/start-error";

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_WRONLY } = constants;
const WRITABLE_BY_OTHERS = 0o022;

/**
 * @returns the file's text; null when there is none
 * @throws StartError when it is a link, or no file of ours; the system's error when it cannot be read
 */
export function readCheckedFile(path: string): string | null {
  let file: number;
  try {
    // Opening a pipe that was put there must not wait for its other end.
    file = openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return null;
    if (code === "ELOOP") throw foreignFile(path, "is a link");
    throw error;
  }
  try {
    requireOwnFile(path, fstatSync(file));
    return readFileSync(file, "utf8");
  } finally {
    closeSync(file);
  }
}

/** The text of a file that may be anybody's, for which no link is followed and no pipe is waited for. @throws the system's error */
export function readUntrustedFile(path: string): string {
  return readUntrustedBytes(path).toString("utf8");
}

/** The same, of bytes. @throws the system's error */
export function readUntrustedBytes(path: string): Buffer {
  const file = openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  try {
    return readFileSync(file);
  } finally {
    closeSync(file);
  }
}

/** Replaces a file as a whole, durably but for its name. Whatever bore its name is not written through. */
export function writeCheckedFile(path: string, content: string, mode: number): void {
  const draft = `${path}.unfinished.${process.pid}`;
  rmSync(draft, { force: true });
  const file = openSync(draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode);
  try {
    writeSync(file, content);
    fchmodSync(file, mode);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(draft, path);
}

/** @throws StartError unless it is a file that this process may believe */
export function requireOwnFile(path: string, status: Stats): void {
  if (!status.isFile()) throw foreignFile(path, "is no regular file");
  if (process.getuid?.() !== 0) return;
  if (status.uid !== 0) throw foreignFile(path, `belongs to another user (${status.uid})`);
  if (status.nlink > 1) throw foreignFile(path, "has a second name elsewhere");
  if (status.mode & WRITABLE_BY_OTHERS) throw foreignFile(path, "can be written by others");
}

export function foreignFile(path: string, how: string): StartError {
  return new StartError(
    `${path} ${how}, so somebody else may have put it there: find out who, and remove it or restore a backup (which is root's to begin with: chown -R 0:0).`,
  );
}
