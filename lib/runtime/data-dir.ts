/**
 * The data directory: embedded database, SoftHSM2 token and first-start secrets, for the product's user alone.
 * Invariant: a directory that holds something of somebody else is refused before its mode is changed or anything is
 * written into it, so that a mistyped path costs nothing.
 */
import { chmodSync, existsSync, mkdirSync, readdirSync, realpathSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { StartError } from "./start-error";

/** The file that says that a directory is ours. */
export const DATA_DIR_STAMP = "kms-data-directory";
/** What a file system itself may put into an empty volume. */
const NOBODYS = new Set(["lost+found"]);

/**
 * Makes the directory when it is missing and its mode 0700.
 * @returns its real path
 * @throws StartError when it cannot be written, or holds files of something else
 */
export function prepareDataDir(path: string): string {
  try {
    makeDirectory(path);
    const entries = readdirSync(path).filter((name) => !NOBODYS.has(name));
    if (entries.length > 0 && !entries.includes(DATA_DIR_STAMP)) {
      throw new StartError(`The data directory ${path} holds files of something else: set KMS_DATA_DIR to a new or an empty directory.`);
    }
    chmodSync(path, 0o700);
    // Written at every start, because this is also how we learn whether anything can be written here.
    writeFileSync(join(path, DATA_DIR_STAMP), "Data of KMS Console. Back it up as a whole, with the product stopped.\n", { mode: 0o600 });
    return realpathSync(path);
  } catch (error) {
    if (error instanceof StartError) throw error;
    const code = (error as NodeJS.ErrnoException).code ?? "unknown error";
    throw new StartError(
      `The data directory ${path} cannot be written (${code}): give this user the right to write there, or set KMS_DATA_DIR to another directory.`,
    );
  }
}

/** Node.js's own `recursive` never returns where a parent is there and yet the answer is "no such file", as below /proc. */
function makeDirectory(path: string): void {
  if (existsSync(path)) return;
  if (!existsSync(dirname(path))) makeDirectory(dirname(path));
  mkdirSync(path, { mode: 0o700 });
}
