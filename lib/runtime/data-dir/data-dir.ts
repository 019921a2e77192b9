/**
 * The data directory: embedded database, SoftHSM2 token and first-start secrets, for the product alone.
 * Invariant: a directory that holds something of somebody else is refused before its mode is changed or anything is
 * written into it, so that a mistyped path costs nothing. Root's is root's own (0711), so that no part of the product, which are
 * other users then, can put anything where root reads or writes; a user's own is 0700.
 */
import {
  chmodSync,
  closeSync,
  constants,
  existsSync,
  fchmodSync,
  fchownSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  realpathSync,
  statSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { StartError } from "#lib/base/start-error";
import { foreignFile, writeCheckedFile } from "./checked-files";
import { findDataDirHolder } from "./data-dir-lock";

/** The file that says that a directory is ours. */
export const DATA_DIR_STAMP = "kms-data-directory";
/** Is there while a backup is being restored. */
export const UNFINISHED = "restore-unfinished";
const STAMP_TEXT = "Data of KMS Console. Back it up by npm run backup, or as a whole with the product stopped.\n";
/** What a file system itself may put into an empty volume. */
const NOBODYS = new Set(["lost+found"]);
const WRITABLE_BY_ALL = 0o002;

/**
 * Makes the directory when it is missing, and sets its owner and mode. What is in it is `secureDataDir`'s, once it is locked.
 * @returns its real path
 * @throws StartError when it cannot be written, or holds files of something else
 */
export function prepareDataDir(path: string): string {
  try {
    makeDirectory(path);
    const real = realpathSync(path);
    const entries = readdirSync(real).filter((name) => !NOBODYS.has(name));
    if (entries.length > 0 && !entries.includes(DATA_DIR_STAMP)) {
      throw new StartError(`The data directory ${path} holds files of something else: set KMS_DATA_DIR to a new or an empty directory.`);
    }
    if (entries.includes(UNFINISHED)) {
      throw new StartError(`A backup was restored into the data directory ${path} by half: empty it, and restore it once more.`);
    }
    const stamp = join(real, DATA_DIR_STAMP);
    const before = entries.length > 0 ? lstatSync(stamp) : null;
    if (before && !before.isFile()) throw foreignFile(stamp, "is no regular file");
    if (process.getuid?.() === 0) takeForRoot(real, path);
    else keepPrivate(real, path);
    // Written at every start, because this is also how we learn whether anything can be written here. Another user's stays
    // until what is in the directory has been looked at, which goes by it.
    if (before === null || before.uid === (process.getuid?.() ?? before.uid)) writeStamp(real);
    return real;
  } catch (error) {
    if (error instanceof StartError) throw error;
    const code = (error as NodeJS.ErrnoException).code ?? "unknown error";
    throw new StartError(
      `The data directory ${path} cannot be written (${code}): give this user the right to write there, or set KMS_DATA_DIR to another directory.`,
    );
  }
}

/**
 * Whether root would take a directory from the user whose product it belongs to.
 * @param path need not exist
 * @returns that user's number
 */
export function findOtherOwner(path: string): number | null {
  if (process.getuid?.() !== 0 || !existsSync(join(path, DATA_DIR_STAMP))) return null;
  return statSync(path).uid || null;
}

export function writeStamp(dataDir: string): void {
  writeCheckedFile(join(dataDir, DATA_DIR_STAMP), STAMP_TEXT, 0o600);
}

/** From here on nobody but root makes, renames or removes anything directly in it. */
function takeForRoot(real: string, path: string): void {
  const directory = openSync(real, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  try {
    const { uid, gid } = fstatSync(directory);
    // It would lose its directory while it runs.
    const holder = uid === 0 ? null : findDataDirHolder(real);
    if (holder !== null) {
      throw new StartError(
        `Another user's KMS Console (process ${holder}) is running on the data directory ${path}: act as that user, or stop it first.`,
      );
    }
    if (uid !== 0 || gid !== 0) fchownSync(directory, 0, 0);
    fchmodSync(directory, 0o711);
  } finally {
    closeSync(directory);
  }
}

/** A volume may come with an owner that is not ours to change, and is trusted if it is root; what we make in it is private all the same. */
function keepPrivate(real: string, path: string): void {
  const status = lstatSync(real);
  const isOwn = process.getuid === undefined || status.uid === process.getuid();
  if (isOwn) chmodSync(real, 0o700);
  else if (status.uid !== 0 || status.mode & WRITABLE_BY_ALL)
    throw new StartError(
      `The data directory ${path} belongs to another user, or everybody may write there: start as its owner, or set KMS_DATA_DIR to another directory.`,
    );
}

/** Node.js's own `recursive` never returns where a parent is there and yet the answer is "no such file", as below /proc. */
function makeDirectory(path: string): void {
  if (existsSync(path)) return;
  if (!existsSync(dirname(path))) makeDirectory(dirname(path));
  mkdirSync(path, { mode: 0o700 });
}
