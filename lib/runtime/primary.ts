/**
 * The primary process: starts database, API workers and console in order, keeps them running, stops them in reverse order.
 * Invariant: it loads no PKCS#11 module and reads no PIN, so nothing that can crash or be broken into lives here.
 */
import { type ChildProcess, fork } from "node:child_process";
import cluster from "node:cluster";
import { writeSync } from "node:fs";
import type { PrimaryMessage } from "./child-link";
import { consoleEnvironment } from "./console-environment";
import { prepareDataDir } from "./data-dir";
import { lockDataDir } from "./data-dir-lock";
import { prepareEmbeddedPostgres } from "./embedded-postgres";
import { type Env, readEnv, toUrlHost } from "./env";
import { freePort } from "./free-port";
import { createLog, type Log } from "./log";
import { checkDatabase, checkNodeVersion, checkPorts, checkTls } from "./preflight";
import { builtProgram } from "./product-files";
import { keepRates } from "./rate-link";
import { keepRefusals, type RefusalKeeper } from "./refusal-link";
import { runOnce } from "./run-once";
import { ensureSecret, findSecret, removeSecret } from "./secrets";
import { keepSignIns } from "./sign-in-link";
import { StartError } from "./start-error";
import { type Supervised, supervise } from "./supervise";
import { prepareTokenFiles } from "./token-settings";
import { waitUntilAnswering } from "./wait-until-answering";

/** Together below the 15 seconds that an operator waits for the whole. */
const PATIENCE_MS = { console: 3_000, workers: 6_000, database: 3_000 } as const;

const starting = new AbortController();
/** In the order in which they are stopped; the members of a stage stop together. */
const stages: { console: Supervised[]; workers: Supervised[]; database: Supervised[] } = { console: [], workers: [], database: [] };
let isStopping = false;
let refusals: RefusalKeeper | null = null;

for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) {
  process.on(signal, () => {
    stop().then(() => process.exit(0));
  });
}

try {
  await start();
} catch (error) {
  if (!isStopping) {
    await stop();
    const sentence = error instanceof StartError ? error.message : `KMS Console does not start: ${(error as Error).message}`;
    writeSync(2, `${sentence}\n`);
    process.exit(1);
  }
}

async function start(): Promise<void> {
  const given = readEnv(process.env);
  checkNodeVersion(process.versions.node);
  checkTls(given);
  const dataDir = prepareDataDir(given.dataDir);
  lockDataDir(dataDir);
  const env = { ...given, dataDir };
  const log = createLog(env.logLevel, "primary");
  await checkPorts(env);
  const databaseUrl = await startDatabase(env, log);
  const tokenEnvironment = prepareTokenFiles(env, dataDir);
  const internalPort = env.tls ? await freePort() : null;
  const privileged: NodeJS.ProcessEnv = {
    ...process.env,
    ...tokenEnvironment,
    NODE_ENV: "production",
    KMS_DATA_DIR: dataDir,
    DATABASE_URL: databaseUrl,
  };
  if (internalPort) privileged.KMS_INTERNAL_API_PORT = String(internalPort);
  // Before any child: each of them may need it, and two making it at once would disagree.
  const secrets = { console: ensureSecret(dataDir, "console-secret"), nextAuth: ensureSecret(dataDir, "nextauth-secret") };
  log.info("preparing the database");
  await runOnce("preparation of the database", builtProgram("database-bootstrap"), privileged, starting.signal);
  log.info("preparing the token");
  await runOnce("preparation of the token", builtProgram("token-bootstrap"), privileged, starting.signal);
  log.info({ workers: env.workers }, "starting API and console");
  // Only the bootstrap needs the first password; a long-lived process must not carry it.
  startWorkers(env, { ...privileged, KMS_ADMIN_PASSWORD: undefined }, log);
  const internalApiUrl = internalPort ? `http://127.0.0.1:${internalPort}` : localUrl("http", env.api);
  startConsole(consoleEnvironment(process.env, env, internalApiUrl, secrets), log);
  await Promise.all([...stages.workers, ...stages.console].map((part) => part.started));
  const scheme = env.tls ? "https" : "http";
  await waitUntilAnswering("API", `${localUrl(scheme, env.api)}/readyz`, (status) => status === 200);
  await waitUntilAnswering("console", localUrl(scheme, env.console), (status) => status < 500);
  if (!isStopping) announce(env);
}

async function startDatabase(env: Env, log: Log): Promise<string> {
  if (env.databaseUrl) {
    await checkDatabase(env.databaseUrl);
    return env.databaseUrl;
  }
  log.info("starting the embedded database");
  const database = await prepareEmbeddedPostgres(env.dataDir, log);
  if (isStopping) throw new Error("stopped while starting");
  const part = supervise(
    { name: "embedded database", launch: database.launch, becomeReady: database.becomeReady, requestStop: (child) => child.kill("SIGINT") },
    log,
  );
  stages.database.push(part);
  await part.started;
  return database.url;
}

/** Threads of a worker beside those for the token's long work (`lib/hsm/pkcs11/connection.ts`): one makes keys, the others hash passwords and look up names. */
const OTHER_THREADS = 4;

function startWorkers(env: Env, environment: NodeJS.ProcessEnv, log: Log): void {
  // Workers accept connections themselves. When the primary accepts and hands them over, a connection on its way to a worker
  // that is killed is never answered nor closed.
  cluster.schedulingPolicy = cluster.SCHED_NONE;
  cluster.setupPrimary({ exec: builtProgram("api-worker"), args: [] });
  const connectRates = keepRates(env.rateLimit);
  const connectSignIns = keepSignIns();
  const keeper = keepRefusals(log);
  refusals = keeper;
  for (let number = 1; number <= env.workers; number += 1) {
    const launch = () => {
      const worker = cluster.fork({ UV_THREADPOOL_SIZE: String(env.tokenSessions + OTHER_THREADS), ...environment }).process;
      connectRates?.(worker);
      connectSignIns(worker);
      keeper.connect(worker);
      return worker;
    };
    stages.workers.push(supervise({ name: `API worker ${number}`, launch, requestStop: sendDrain }, log));
  }
}

function startConsole(environment: NodeJS.ProcessEnv, log: Log): void {
  const launch = () => fork(builtProgram("console-server"), { env: environment, stdio: ["ignore", "inherit", "inherit", "ipc"] });
  stages.console.push(supervise({ name: "console", launch, requestStop: sendDrain }, log));
}

function sendDrain(child: ChildProcess): void {
  if (child.connected) child.send({ kind: "drain" } satisfies PrimaryMessage);
}

/** The console goes first because what it is doing still needs the API, as the API needs the database. */
async function stop(): Promise<void> {
  if (isStopping) return new Promise(() => {});
  isStopping = true;
  starting.abort();
  for (const stage of ["console", "workers", "database"] as const) {
    // What is counted is the workers' to write, so it is before they go.
    if (stage === "workers") await refusals?.finish();
    await Promise.all(stages[stage].map((part) => part.stop(PATIENCE_MS[stage])));
  }
}

/** The one place where a password is printed: to the person who started the product, not to the log. */
function announce(env: Env): void {
  const password = env.adminPassword ? null : findSecret(env.dataDir, "admin-password");
  const lines = ["KMS Console is ready.", `  Console  ${env.console.url}`, `  API      ${env.api.url}`];
  if (password) lines.push(`  First sign-in: account ${env.account}, user admin, password ${password} (shown only this once)`);
  writeSync(1, `${lines.join("\n")}\n`);
  if (password) removeSecret(env.dataDir, "admin-password");
}

function localUrl(scheme: string, { host, port }: { host: string; port: number }): string {
  return `${scheme}://${toUrlHost(host)}:${port}`;
}
