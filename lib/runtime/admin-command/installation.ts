/**
 * The installation as the admin command finds it: running, then it joins the product's own database; or stopped, then it takes
 * the data directory for itself and prepares and starts what the product would, for as long as the command lasts.
 * Invariant: only one of the two; the lock of the data directory decides, so that no database is ever started twice. Started by root,
 * what touches database and token is done by a child, as the user of the workers.
 */
import type { ChildProcess } from "node:child_process";
import { type Env, readEnv } from "#lib/base/env";
import type { Log } from "#lib/base/log";
import { StartError } from "#lib/base/start-error";
import type { Provision } from "#lib/store/database/provision-database";
import { findOtherOwner, prepareDataDir } from "../data-dir/data-dir";
import { findDataDirHolder } from "../data-dir/data-dir-lock";
import { findSecret } from "../data-dir/secrets";
import { takeDataDir } from "../data-dir/take-data-dir";
import { receiveHandover } from "../links/child-link";
import type { BackupWork, Handover } from "../links/handover";
import { embeddedDatabaseUrl, prepareEmbeddedPostgres } from "../postgres/embedded-postgres";
import { checkNodeVersion } from "../postgres/preflight";
import { findRunningPostgres, waitForPostgres } from "../postgres/running-postgres";
import { checkGivenDatabase, type Preparation, prepareInstallation } from "../processes/prepare-installation";
import { readPin, tokenEnvironment } from "../token/token-settings";
import { forkProgram, gatherStaff, type Staff } from "../users/staff";
import { userName } from "../users/user-name";
import type { AskedAdministrator } from "./ask-administrators";

const STOP_PATIENCE_MS = 10_000;
const STANDARD_ERROR = 2;
const FIRST_INHERITED = 4;

export type Installation = {
  /** The settings, with the data directory's real path. */
  readonly env: Env;
  /** Holds a password. */
  readonly databaseUrl: string;
  /** The token user's. @throws StartError when it cannot be read */
  readonly pin: () => string;
  /** The operator's name on this machine. */
  readonly systemUser: string;
  /** Who was asked for, with passwords. */
  readonly administrators: readonly AskedAdministrator[];
  /** Where a backup is made or restored. */
  readonly backup: BackupWork | null;
  /** What makes roles and database, where it is the embedded one and new. */
  readonly provision: Provision | null;
};

/** What a command needs that not each does. */
export type Needs = {
  /** Asks for people. */
  readonly ask?: (() => Promise<AskedAdministrator[]>) | undefined;
  /** @param env with the data directory's real path */
  readonly backup?: ((env: Env) => BackupWork) | undefined;
};

/** Where root's command is this process's parent. */
let handedOver: Handover | null = null;
let asked: readonly AskedAdministrator[] = [];

/** Whether this is the part of root's command that has database and token: its parent has done what comes before. */
export function isWorkersPart(): boolean {
  return handedOver !== null;
}

/** The settings of the command. @throws StartError when one is wrong */
export async function readInstallationEnv(): Promise<Env> {
  if (process.connected) {
    process.once("disconnect", () => process.exit(1));
    handedOver = await receiveHandover();
    process.removeAllListeners("disconnect");
    process.disconnect();
    Object.assign(process.env, handedOver.environment);
  }
  const env = readEnv(process.env);
  // Whatever runs next is told by whoever prepares the database, where it needs it.
  delete process.env.KMS_DATABASE_OWNER_URL;
  return env;
}

/**
 * Runs `run` with the installation at hand: here, or, started by root, in a child that is this same program. Sets the process's
 * environment so that it finds the token.
 * @param signal ends the preparation by force
 * @throws StartError when there is no way to reach it, and whatever `run` throws here
 */
export async function withInstallation(
  given: Env,
  log: Log,
  signal: AbortSignal,
  run: (installation: Installation) => Promise<void>,
  { ask = async () => [], backup }: Needs = {},
): Promise<void> {
  if (handedOver) return runAsChild(handedOver, given, run);
  // Before anything is started, and where the keyboard is.
  asked = await ask();
  checkNodeVersion(process.versions.node);
  requireOwnDirectory(given.dataDir);
  const dataDir = prepareDataDir(given.dataDir);
  if (findDataDirHolder(dataDir) !== null) {
    const staff = await gatherStaff(dataDir);
    const env = { ...given, dataDir };
    const found = { databaseUrl: await runningDatabase(given, staff), mayBeStarting: staff.accounts !== null };
    return runHere(env, staff, { ...found, backup: backup?.(env) }, signal, run);
  }
  const staff = await takeDataDir(given.dataDir);
  const env = { ...given, dataDir };
  if (env.databaseUrl !== null) {
    const database = await checkGivenDatabase(env.databaseUrl, env.databaseOwnerUrl);
    return prepareAndRun(env, staff, { ...database, backup: backup?.(env) }, signal, run);
  }
  const database = await prepareEmbeddedPostgres(staff, log);
  const server = database.launch();
  try {
    await database.becomeReady();
    const { childUrl: databaseUrl, childOwnerUrl: ownerUrl, provision } = database;
    await prepareAndRun(env, staff, { databaseUrl, ownerUrl, provision, backup: backup?.(env) }, signal, run);
  } finally {
    await stopPostgres(server);
  }
}

/** A command is no reason to take a directory from its user, who could not start the product with it again. */
function requireOwnDirectory(path: string): void {
  const owner = findOtherOwner(path);
  if (owner === null) return;
  throw new StartError(
    `The data directory ${path} belongs to the user ${owner}: run the command as that user, or start the product as root first.`,
  );
}

/** Just as the product's own start does, so that a new or an older data directory is made fit first. */
async function prepareAndRun(
  env: Env,
  staff: Staff,
  { backup, ...database }: Pick<Preparation, "databaseUrl" | "ownerUrl" | "provision"> & { readonly backup: BackupWork | undefined },
  signal: AbortSignal,
  run: (installation: Installation) => Promise<void>,
): Promise<void> {
  // Our standard output is for the command's answer alone.
  await prepareInstallation({ env, staff, ...database, signal, output: STANDARD_ERROR, say: () => {} });
  await runHere(env, staff, { databaseUrl: database.databaseUrl, mayBeStarting: false, backup }, signal, run);
}

async function runningDatabase(env: Env, staff: Staff): Promise<string> {
  if (env.databaseUrl !== null) return env.databaseUrl;
  if (staff.accounts === null) return findRunningPostgres(staff.dataDir);
  // Root does not look into the database's folder. Its server always has its socket there.
  const password = findSecret(staff.dataDir, "database-password") ?? "";
  return embeddedDatabaseUrl(password, `${staff.childDataDir}/postgres/socket`, 5432);
}

type Found = {
  readonly databaseUrl: string;
  readonly mayBeStarting: boolean;
  readonly backup?: BackupWork | undefined;
  readonly provision?: Provision | undefined;
};

/** Runs it with an installation whose database serves: here, or as the user of the workers. */
export async function runHere(
  env: Env,
  staff: Staff,
  { databaseUrl, mayBeStarting, backup, provision }: Found,
  signal: AbortSignal,
  run: (installation: Installation) => Promise<void>,
): Promise<void> {
  const variables = tokenEnvironment(env, staff);
  if (staff.accounts === null) {
    Object.assign(process.env, variables);
    const people = { systemUser: userName(), administrators: asked };
    return run({ env, databaseUrl, pin: () => readPin(env), ...people, backup: backup ?? null, provision: provision ?? null });
  }
  const environment: NodeJS.ProcessEnv = { ...process.env, ...variables, NODE_ENV: "production", KMS_DATA_DIR: staff.childDataDir };
  const found = tryToReadPin(env);
  const [inherited, inChild] = inherit(staff, backup);
  const command = { databaseUrl, mayBeStarting, systemUser: userName(), pinRefusal: found.refusal, administrators: asked, backup: inChild };
  signal.throwIfAborted();
  const child = forkProgram(
    inherited,
    "worker",
    "admin",
    environment,
    { pin: found.pin, command, provision },
    { words: process.argv.slice(2) },
  );
  const interrupt = () => child.kill("SIGTERM");
  signal.addEventListener("abort", interrupt, { once: true });
  const code = await new Promise<number | null>((resolve, reject) => child.once("error", reject).once("exit", resolve));
  signal.removeEventListener("abort", interrupt);
  // It has said itself what there was to say.
  process.exitCode = code ?? 1;
}

/** The child gets the file of a backup behind what each child inherits, whose first is its fifth. */
function inherit(staff: Staff, backup: BackupWork | undefined): [Staff, BackupWork | undefined] {
  if (backup === undefined) return [staff, undefined];
  return [
    { ...staff, inherited: [...staff.inherited, backup.fd] },
    { ...backup, fd: FIRST_INHERITED + staff.inherited.length },
  ];
}

async function runAsChild(
  { command, provision, pin = "" }: Handover,
  given: Env,
  run: (installation: Installation) => Promise<void>,
): Promise<void> {
  if (!command) throw new StartError("The admin command is started by npm run admin.");
  if (command.mayBeStarting && given.databaseUrl === null) await waitForPostgres(command.databaseUrl, given.dataDir);
  await run({
    env: given,
    databaseUrl: command.databaseUrl,
    pin: () => requirePin(pin, command.pinRefusal),
    systemUser: command.systemUser,
    administrators: command.administrators,
    backup: command.backup ?? null,
    provision: provision ?? null,
  });
}

function tryToReadPin(env: Env): { pin: string; refusal: string | null } {
  try {
    return { pin: readPin(env), refusal: null };
  } catch (error) {
    if (error instanceof StartError) return { pin: "", refusal: error.message };
    throw error;
  }
}

function requirePin(pin: string, refusal: string | null): string {
  if (refusal !== null) throw new StartError(refusal);
  return pin;
}

export async function stopPostgres(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = new Promise((resolve) => server.once("exit", resolve));
  server.kill("SIGINT");
  const impatience = setTimeout(() => server.kill("SIGQUIT"), STOP_PATIENCE_MS);
  await ended;
  clearTimeout(impatience);
}
