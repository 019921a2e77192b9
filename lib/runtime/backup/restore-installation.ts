/**
 * Puts a backup into an empty data directory and, where `DATABASE_URL` is set, into that empty database.
 * Invariants: nothing is written before the whole file was read and found whole; a directory or a database in which there is anything is
 * left as it is; what was restored by half is never started: the directory says so until all is there.
 */
import { existsSync, mkdirSync, readdirSync, rmdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Env } from "#lib/base/env";
import type { Log } from "#lib/base/log";
import { StartError } from "#lib/base/start-error";
import { requireEmptyDatabase } from "#lib/store/backup/load";
import type { Provision } from "#lib/store/database/provision-database";
import { type Installation, runHere, stopPostgres } from "../admin-command/installation";
import { writeCheckedFile } from "../data-dir/checked-files";
import { DATA_DIR_STAMP, UNFINISHED } from "../data-dir/data-dir";
import { handOverTree } from "../data-dir/hand-over-tree";
import { putSecret, syncDirectory } from "../data-dir/secrets";
import { takeDataDir } from "../data-dir/take-data-dir";
import type { BackupWork } from "../links/handover";
import { prepareEmbeddedPostgres } from "../postgres/embedded-postgres";
import { checkNodeVersion } from "../postgres/preflight";
import { checkGivenDatabase } from "../processes/prepare-installation";
import { prepareTokenFiles } from "../token/token-settings";
import type { Staff } from "../users/staff";
import { openBackup } from "./backup-file";
import { openSettings, readOpening } from "./backup-settings";
import { type ReadBackup, readBackup } from "./read-backup";
import { writeTokenFile } from "./token-files";

/** What is no data: a file system's own, and the library that the set-up may have unpacked there, into a directory that it has marked. */
const NO_DATA = new Set(["lost+found", "softhsm", DATA_DIR_STAMP]);

/** @throws StartError where it cannot be restored, or not there; what `run` throws */
export async function restoreInstallation(
  file: string,
  given: Env,
  log: Log,
  signal: AbortSignal,
  run: (installation: Installation) => Promise<void>,
): Promise<void> {
  checkNodeVersion(process.versions.node);
  const { fd } = openBackup(file);
  const opening = readOpening(process.env);
  requireEmptyDirectory(given.dataDir);
  if (given.databaseUrl !== null) {
    await checkGivenDatabase(given.databaseUrl, given.databaseOwnerUrl);
    await requireEmptyDatabase(given.databaseOwnerUrl ?? given.databaseUrl);
  }
  const read = await readBackup(fd, opening, signal);
  requireSameKindOfToken(read, given);
  const had = new Set(existsSync(given.dataDir) ? readdirSync(given.dataDir) : []);
  const isNew = !existsSync(given.dataDir);
  const staff = await takeDataDir(given.dataDir);
  const unfinished = join(staff.dataDir, UNFINISHED);
  writeCheckedFile(unfinished, "A backup is being restored here.\n", 0o600);
  try {
    const env = { ...given, dataDir: staff.dataDir };
    if (given.pkcs11 === null) putToken(read, staff);
    prepareTokenFiles(env, staff);
    await load(env, staff, { fd, locks: null, opening, secrets: null, manifest: read.manifest }, log, signal, run);
  } catch (error) {
    empty(staff.dataDir, had, isNew);
    throw error;
  }
  // A child that failed has said so itself.
  if (process.exitCode) return empty(staff.dataDir, had, isNew);
  rmSync(unfinished);
  syncDirectory(staff.dataDir);
  sayOtherSettings(read);
}

/** Leaves what was there before. The lock goes too: nobody begins here, for this process is about to end. */
function empty(dataDir: string, had: ReadonlySet<string>, isNew: boolean): void {
  for (const name of readdirSync(dataDir)) if (!had.has(name)) rmSync(join(dataDir, name), { recursive: true, force: true });
  if (isNew) rmdirSync(dataDir);
}

/** At a terminal: what the installation was set up with, and this one is not. */
function sayOtherSettings({ manifest }: ReadBackup): void {
  const here = openSettings(process.env);
  const others = Object.entries(manifest.settings).filter(([name, value]) => here[name] !== value);
  if (others.length === 0 || !process.stderr.isTTY) return;
  process.stderr.write(`It was set up with ${others.map(([name, value]) => `${name}=${value}`).join(", ")}.\n`);
}

async function load(
  env: Env,
  staff: Staff,
  backup: Omit<BackupWork, "ownerUrl">,
  log: Log,
  signal: AbortSignal,
  run: (installation: Installation) => Promise<void>,
): Promise<void> {
  const into = (databaseUrl: string, ownerUrl: string | null, provision?: Provision) =>
    runHere(env, staff, { databaseUrl, mayBeStarting: false, backup: { ...backup, ownerUrl }, provision }, signal, run);
  if (env.databaseUrl !== null) return into(env.databaseUrl, env.databaseOwnerUrl);
  const database = await prepareEmbeddedPostgres(staff, log);
  const server = database.launch();
  try {
    await database.becomeReady();
    await into(database.childUrl, database.childOwnerUrl, database.provision);
  } finally {
    await stopPostgres(server);
  }
}

/** @throws StartError */
function requireEmptyDirectory(path: string): void {
  if (!existsSync(path)) return;
  const names = readdirSync(path);
  if (names.every((name) => NO_DATA.has(name))) return;
  const what = names.includes(DATA_DIR_STAMP) ? "holds an installation already" : "is not empty";
  throw new StartError(`The data directory ${path} ${what}: set KMS_DATA_DIR to a new or an empty directory.`);
}

function requireSameKindOfToken({ manifest }: ReadBackup, { pkcs11 }: Env): void {
  if (manifest.token.kind === "own" && pkcs11 !== null) {
    throw new StartError(
      "The backup brings its own token: unset KMS_PKCS11_MODULE, KMS_PKCS11_TOKEN and KMS_PKCS11_PIN_FILE to restore it.",
    );
  }
  if (manifest.token.kind === "operator" && pkcs11 === null) {
    throw new StartError(
      "The backup was made with a token of yours, which it does not hold: set KMS_PKCS11_MODULE, KMS_PKCS11_TOKEN and KMS_PKCS11_PIN_FILE to that token, or to what was restored from its own backup.",
    );
  }
}

function putToken({ tokenFiles, secrets }: ReadBackup, staff: Staff): void {
  const { dataDir, accounts } = staff;
  for (const name of ["token-so-pin", "token-user-pin"] as const) {
    const secret = secrets[name];
    if (secret === undefined || secret === "") throw new StartError("The backup lacks a PIN of its token.");
    putSecret(dataDir, name, secret);
  }
  // It is root's alone until all is in it: nobody else chooses where root writes.
  const folder = join(dataDir, "token");
  mkdirSync(folder, { mode: 0o700 });
  for (const file of tokenFiles) writeTokenFile(folder, file);
  if (accounts) handOverTree(folder, { ...accounts.worker, isExpected: (uid) => uid === 0 });
}
