/**
 * The installation as the admin command finds it: running, then it joins the product's own database; or stopped, then it takes
 * the data directory for itself and prepares and starts what the product would, for as long as the command lasts.
 * Invariant: only one of the two; the lock of the data directory decides, so that no database is ever started twice.
 */
import type { ChildProcess } from "node:child_process";
import { prepareDataDir } from "./data-dir";
import { findDataDirHolder, lockDataDir } from "./data-dir-lock";
import { prepareEmbeddedPostgres } from "./embedded-postgres";
import type { Env } from "./env";
import type { Log } from "./log";
import { checkDatabase, checkNodeVersion } from "./preflight";
import { builtProgram } from "./product-files";
import { runOnce } from "./run-once";
import { findRunningPostgres } from "./running-postgres";
import { prepareTokenFiles, tokenEnvironment } from "./token-settings";

const STOP_PATIENCE_MS = 10_000;
const STANDARD_ERROR = 2;

export type Installation = {
  /** The settings, with the data directory's real path. */
  readonly env: Env;
  /** Holds a password. */
  readonly databaseUrl: string;
};

/**
 * Runs `act` with the installation at hand. Sets this process's environment so that it finds the token.
 * @param signal ends the preparation by force
 * @throws StartError when there is no way to reach it, and whatever `act` throws
 */
export async function withInstallation<T>(
  given: Env,
  log: Log,
  signal: AbortSignal,
  act: (installation: Installation) => Promise<T>,
): Promise<T> {
  checkNodeVersion(process.versions.node);
  const dataDir = prepareDataDir(given.dataDir);
  const env = { ...given, dataDir };
  Object.assign(process.env, tokenEnvironment(env, dataDir));
  if (findDataDirHolder(dataDir) !== null) {
    return act({ env, databaseUrl: env.databaseUrl ?? (await findRunningPostgres(dataDir)) });
  }
  lockDataDir(dataDir);
  if (env.databaseUrl !== null) {
    await checkDatabase(env.databaseUrl);
    return prepareAndAct(env, env.databaseUrl, signal, act);
  }
  const database = await prepareEmbeddedPostgres(dataDir, log);
  const server = database.launch();
  try {
    await database.becomeReady();
    return await prepareAndAct(env, database.url, signal, act);
  } finally {
    await stop(server);
  }
}

/** Just as the product's own start does, so that a new or an older data directory is made fit first. */
async function prepareAndAct<T>(
  env: Env,
  databaseUrl: string,
  signal: AbortSignal,
  act: (installation: Installation) => Promise<T>,
): Promise<T> {
  const environment = {
    ...process.env,
    ...prepareTokenFiles(env, env.dataDir),
    NODE_ENV: "production",
    KMS_DATA_DIR: env.dataDir,
    DATABASE_URL: databaseUrl,
  } as const;
  // Our standard output is for the command's answer alone.
  await runOnce("preparation of the database", builtProgram("database-bootstrap"), environment, signal, STANDARD_ERROR);
  await runOnce("preparation of the token", builtProgram("token-bootstrap"), environment, signal, STANDARD_ERROR);
  return act({ env, databaseUrl });
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = new Promise((resolve) => server.once("exit", resolve));
  server.kill("SIGINT");
  const impatience = setTimeout(() => server.kill("SIGQUIT"), STOP_PATIENCE_MS);
  await ended;
  clearTimeout(impatience);
}
