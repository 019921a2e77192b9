/**
 * One product per data directory. The lock is a file `lock.<generation>` that names its holder, and whoever finds the newest holder dead makes
 * the next generation. A holder is alive while there is its process, or while the kernel has its lock of that file, which ends with the
 * process: from another container the process cannot be seen, or another boot is. Node.js has no call for that; `flock` has, where it is.
 * Why it has no race: a generation is made by `link` of a file that is locked already, which only one process can win; the newest generation
 * is never removed, so a late-comer that judged by an older one finds, when it looks again, that its own is not the newest.
 */
import { spawnSync } from "node:child_process";
import { closeSync, constants, linkSync, openSync, readdirSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { StartError } from "#lib/base/start-error";
import { processIdentity } from "../processes/process-identity";
import { readUntrustedFile } from "./checked-files";

const NAME = /^lock\.(\d{1,15})$/;
type Holder = { readonly pid: number; readonly identity: string };

/**
 * Takes the data directory for this process, until it ends in whatever way.
 * @throws StartError naming the process that holds it
 */
export function lockDataDir(dataDir: string): void {
  const mine: Holder = { pid: process.pid, identity: processIdentity(process.pid) ?? "unknown" };
  const draft = join(dataDir, `lock-draft.${process.pid}`);
  rmSync(draft, { force: true });
  const file = openSync(draft, "wx", 0o600);
  writeSync(file, JSON.stringify(mine));
  try {
    lockInKernel(file, "-x");
    while (!tryNextGeneration(dataDir, draft));
    // The file stays open, and with it the lock, for the life of the process; its children do not get it.
  } catch (error) {
    closeSync(file);
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Number of the process that holds the data directory now, perhaps in another container, where it is its number; null when none does. */
export function findDataDirHolder(dataDir: string): number | null {
  const newest = newestGeneration(dataDir);
  const holder = newest > 0 ? readHolder(dataDir, newest) : null;
  if (holder === null) return null;
  return holder.identity === processIdentity(holder.pid) || isLockedInKernel(lockPath(dataDir, newest)) ? holder.pid : null;
}

/**
 * The lock belongs to the open file, not to the program that asks for it.
 * @param how exclusive or shared, in the short words, which every `flock` knows
 * @returns whether somebody else has one
 */
function lockInKernel(file: number, how: "-x" | "-s"): boolean {
  const { status } = spawnSync("flock", ["-n", how, "3"], { stdio: ["ignore", "ignore", "ignore", file] });
  return status === 1;
}

function isLockedInKernel(path: string): boolean {
  const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    return lockInKernel(file, "-s");
  } finally {
    closeSync(file);
  }
}

/** @returns false when another process was faster, so that its claim must be looked at */
function tryNextGeneration(dataDir: string, draft: string): boolean {
  const newest = newestGeneration(dataDir);
  const holder = findDataDirHolder(dataDir);
  if (holder !== null) {
    throw new StartError(
      `Another KMS Console (process ${holder}) is running on the data directory ${dataDir}: stop it first, or set KMS_DATA_DIR to another directory.`,
    );
  }
  const next = newest + 1;
  try {
    linkSync(draft, lockPath(dataDir, next));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
  if (newestGeneration(dataDir) !== next) {
    rmSync(lockPath(dataDir, next), { force: true });
    return false;
  }
  for (const generation of generations(dataDir)) {
    if (generation < next) rmSync(lockPath(dataDir, generation), { force: true });
  }
  return true;
}

function readHolder(dataDir: string, generation: number): Holder | null {
  try {
    return JSON.parse(readUntrustedFile(lockPath(dataDir, generation))) as Holder;
  } catch {
    return null;
  }
}

function lockPath(dataDir: string, generation: number): string {
  return join(dataDir, `lock.${generation}`);
}

function generations(dataDir: string): number[] {
  return readdirSync(dataDir).flatMap((name) => {
    const match = NAME.exec(name);
    return match ? [Number(match[1])] : [];
  });
}

function newestGeneration(dataDir: string): number {
  return Math.max(0, ...generations(dataDir));
}
