/**
 * Gives what is in root's data directory to the users of the parts: `postgres/` to the database's, `token/` to the workers', all
 * else to root. Runs at each start, so that a directory of an ordinary user's product, or one that a system user owned, is moved over.
 * Invariant: what somebody else may have put there is refused before root reads or writes it. It must hold the directory's lock.
 */
import { chmodSync, chownSync, lstatSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { endOrphan } from "../postgres/postgres-cluster";
import { processIdentity } from "../processes/process-identity";
import { type Accounts, findAccount } from "../users/accounts";
import type { Staff } from "../users/staff";
import { foreignFile, readCheckedFile, writeCheckedFile } from "./checked-files";
import { DATA_DIR_STAMP, writeStamp } from "./data-dir";
import { handOverTree } from "./hand-over-tree";

const PRIVATE = { file: 0o600, directory: 0o700 } as const;
/** What an interrupted start may have left, and is made anew. */
const DRAFT = /^(?:lock-draft|.+\.unfinished)(?:\.(\d+))?$/;
/** Files that the product reads or writes directly in the directory. */
const OWN_FILE =
  /^(kms-data-directory|restore-unfinished|lock\.\d+|softhsm2(-inherited)?\.conf|first-identity-made|part-owners\.json|token-memory\.json)$/;
/**
 * Whose the two folders were last, by number. The users may have other numbers where the directory is started next: on another
 * machine, or in a container whose image has changed.
 */
const OWNERS = "part-owners.json";
type Owners = { readonly database?: number; readonly worker?: number };
/** The system's user for databases, which other programs run under too, and to which the whole directory may once have been given. */
const SYSTEM_DATABASE_USER = "postgres";

/** @throws StartError naming what is not ours */
export async function secureDataDir({ accounts, dataDir }: Staff): Promise<void> {
  removeDrafts(dataDir);
  if (accounts === null) return;
  const parts = [accounts.database, accounts.worker, accounts.console].map(({ uid }) => uid);
  const systemUser = findAccount(SYSTEM_DATABASE_USER)?.uid;
  const stamp = join(dataDir, DATA_DIR_STAMP);
  const former = lstatSync(stamp).uid;
  const recorded = readOwners(dataDir);
  // Whoever ran the product until now, unless it is a user that the product never ran as.
  const isFormer = (uid: number) => uid === 0 || (uid === former && !parts.includes(uid) && uid !== systemUser);
  for (const name of readdirSync(dataDir)) {
    const path = join(dataDir, name);
    if (name !== DATA_DIR_STAMP && OWN_FILE.test(name)) takeFile(path, isFormer);
    else if (name === "secrets") takeSecrets(path, isFormer);
    else if (name === "softhsm") handOverTree(requireDirectory(path), { uid: 0, gid: 0, isExpected: isFormer });
  }
  const token = join(dataDir, "token");
  if (exists(token) && lstatSync(requireDirectory(token)).uid !== accounts.worker.uid)
    handOverTree(token, { ...accounts.worker, isExpected: (uid) => isFormer(uid) || uid === recorded.worker, modes: PRIVATE });
  const isDatabases = (uid: number) => isFormer(uid) || uid === systemUser || uid === recorded.database;
  await giveToDatabase(join(dataDir, "postgres"), accounts, isDatabases);
  const owners: Owners = { database: accounts.database.uid, worker: accounts.worker.uid };
  writeCheckedFile(join(dataDir, OWNERS), JSON.stringify(owners), 0o600);
  // Last, because it says whose the directory was.
  takeFile(stamp, isFormer);
  writeStamp(dataDir);
}

/** Only as root has noted it: in a directory that was given to an ordinary user in between, all is that user's. */
function readOwners(dataDir: string): Owners {
  const path = join(dataDir, OWNERS);
  if (!exists(path) || lstatSync(path).uid !== 0) return {};
  const text = readCheckedFile(path);
  return text === null ? {} : (JSON.parse(text) as Owners);
}

function takeFile(path: string, isExpected: (uid: number) => boolean): void {
  if (!lstatSync(path).isFile()) throw foreignFile(path, "is no regular file");
  handOverTree(path, { uid: 0, gid: 0, isExpected, modes: path.endsWith(".conf") ? { file: 0o644, directory: 0o700 } : PRIVATE });
}

function takeSecrets(path: string, isExpected: (uid: number) => boolean): void {
  requireDirectory(path);
  if (!isExpected(lstatSync(path).uid)) throw foreignFile(path, "belongs to another user");
  chownSync(path, 0, 0);
  chmodSync(path, 0o700);
  removeDrafts(path);
  for (const name of readdirSync(path)) takeFile(join(path, name), isExpected);
}

/** But not those of a start or a command that is just going on, and will be refused. */
function removeDrafts(path: string): void {
  for (const name of readdirSync(path)) {
    const [isDraft, number] = DRAFT.exec(name) ?? [];
    if (isDraft && (number === undefined || processIdentity(Number(number)) === null)) rmSync(join(path, name), { force: true });
  }
}

function exists(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

async function giveToDatabase(path: string, accounts: Accounts, isExpected: (uid: number) => boolean): Promise<void> {
  if (!exists(path)) return;
  const { uid, gid } = lstatSync(requireDirectory(path));
  if (uid === accounts.database.uid && gid === accounts.worker.gid) return;
  if (uid !== accounts.database.uid && !isExpected(uid)) throw foreignFile(path, "belongs to another user");
  // Locked first, so that nobody else goes in while it changes hands.
  chownSync(path, 0, 0);
  chmodSync(path, 0o700);
  const cluster = join(path, "cluster");
  // Not the new user's to end.
  if (exists(cluster)) await endOrphan(cluster, cluster, lstatSync(requireDirectory(cluster)).uid);
  for (const name of readdirSync(path)) handOverTree(join(path, name), { ...accounts.database, isExpected });
  finishDatabaseFolder(path, accounts);
}

/** The database's folder, for a directory that has none. Nothing to do for an ordinary user. */
export function makeDatabaseFolder({ accounts, dataDir }: Staff): void {
  const path = join(dataDir, "postgres");
  if (accounts === null || exists(path)) return;
  mkdirSync(path, { mode: 0o700 });
  finishDatabaseFolder(path, accounts);
}

/** The token's folder, for a directory that has none. */
export function makeTokenFolder({ accounts, dataDir }: Staff): void {
  const path = join(dataDir, "token");
  if (exists(path)) return;
  mkdirSync(path, { mode: 0o700 });
  if (accounts) chownSync(path, accounts.worker.uid, accounts.worker.gid);
}

/** Its socket is the workers' way in: they share its folder's group. Until it is given away at the end, root alone goes in. */
function finishDatabaseFolder(path: string, { database, worker }: Accounts): void {
  const socket = join(path, "socket");
  if (!exists(socket)) mkdirSync(socket, { mode: 0o700 });
  chownSync(requireDirectory(socket), database.uid, worker.gid);
  // What is made in it gets the group too.
  chmodSync(socket, 0o2710);
  chownSync(path, database.uid, worker.gid);
  chmodSync(path, 0o710);
}

function requireDirectory(path: string): string {
  if (!lstatSync(path).isDirectory()) throw foreignFile(path, "is no directory");
  return path;
}
