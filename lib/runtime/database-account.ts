/**
 * Under which account the embedded PostgreSQL runs. It refuses to be root, so a product started by root gives it the
 * unprivileged system user `postgres` (made when missing), and where that user cannot reach the program or the data
 * directory, for example below somebody's 0700 home, a user namespace in which the files' owner is not called root.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { chownSync, lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { StartError } from "./start-error";

export type DatabaseAccount = {
  /** Credentials for `spawn`; absent means those of this process. */
  readonly credentials: { readonly uid: number; readonly gid: number } | null;
  /** Command and arguments to put before the program's own; it must replace itself, so that signals arrive. */
  readonly prefix: readonly string[];
};

const OWN: DatabaseAccount = { credentials: null, prefix: [] };
const NAMESPACE_PREFIX = ["unshare", "--user", "--map-user=nobody", "--map-group=0"];

/**
 * @param dataDir the data directory; made the property of the system user when that one is chosen. Files inside it stay
 *   as they are, except the database's own, which `ownDatabaseFiles` hands over.
 * @param program path of the `postgres` program
 * @throws StartError when root has no way to run it
 */
export function chooseDatabaseAccount(dataDir: string, program: string): DatabaseAccount {
  if (process.getuid?.() !== 0) return OWN;
  const user = findSystemUser("postgres") ?? findSystemUser("kms-postgres") ?? makeSystemUser("kms-postgres");
  if (user && canReach(user, dataDir, program)) return { credentials: user, prefix: [] };
  if (succeeds([...NAMESPACE_PREFIX, program, "--version"])) {
    chownSync(dataDir, 0, 0);
    return { credentials: null, prefix: NAMESPACE_PREFIX };
  }
  throw new StartError(
    `The embedded database cannot run as root, and no other user can reach ${dataDir}: start as an ordinary user, or set DATABASE_URL to a database of your own.`,
  );
}

/** Gives a directory and all that is in it to the account; a restored backup may belong to another one. */
export function ownDatabaseFiles(account: DatabaseAccount, path: string): void {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = account.credentials ?? { uid: 0, gid: 0 };
  const status = lstatSync(path);
  if (status.uid === uid && status.gid === gid) return;
  // The directory itself comes last: while it is not handed over, an interrupted hand-over is begun again.
  if (status.isDirectory()) for (const name of readdirSync(path)) ownTree(join(path, name), uid, gid);
  chownSync(path, uid, gid);
}

function ownTree(path: string, uid: number, gid: number): void {
  const status = lstatSync(path);
  if (status.isSymbolicLink()) return;
  if (status.isDirectory()) for (const name of readdirSync(path)) ownTree(join(path, name), uid, gid);
  chownSync(path, uid, gid);
}

function canReach(user: { uid: number; gid: number }, dataDir: string, program: string): boolean {
  chownSync(dataDir, user.uid, user.gid);
  const asUser = { uid: user.uid, gid: user.gid, stdio: "ignore", cwd: "/" } as const;
  const runs = spawnSync(program, ["--version"], asUser).status === 0;
  const writes = spawnSync("/bin/sh", ["-c", 'test -w "$0" && test -x "$0"', dataDir], asUser).status === 0;
  if (!runs || !writes) chownSync(dataDir, 0, 0);
  return runs && writes;
}

function findSystemUser(name: string): { uid: number; gid: number } | null {
  try {
    const [uid, gid] = ["-u", "-g"].map((flag) =>
      Number(execFileSync("id", [flag, name], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] })),
    );
    return uid && gid ? { uid, gid } : null;
  } catch {
    return null;
  }
}

function makeSystemUser(name: string): { uid: number; gid: number } | null {
  succeeds(["useradd", "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin", name]);
  return findSystemUser(name);
}

function succeeds([command = "", ...args]: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: "ignore", cwd: "/" }).status === 0;
}
