/**
 * The primary process: starts database, API workers and console in order, keeps them running, stops them in reverse order.
 * Invariant: it loads no PKCS#11 module and answers nobody, so nothing that can crash or be broken into lives here. It alone may stay
 * root, to start parts again under their users; PIN and TLS key pass through it, the first password does not stay.
 */
import type { ChildProcess } from "node:child_process";
import cluster from "node:cluster";
import { writeSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { type Env, readEnv, toUrlHost } from "#lib/base/env";
import { createLog, type Log } from "#lib/base/log";
import { StartError } from "#lib/base/start-error";
import { ERRORS } from "#lib/domain/errors";
import { isCommonPassword } from "#lib/iam/common-passwords/common-passwords";
import { consoleEnvironment } from "./console/console-environment";
import { ensureSecret, findSecret, removeSecret } from "./data-dir/secrets";
import { takeDataDir } from "./data-dir/take-data-dir";
import type { PrimaryMessage } from "./links/child-link";
import type { Handover } from "./links/handover";
import { keepMetrics } from "./links/metrics-link";
import { keepRates } from "./links/rate-link";
import { keepRefusals, type RefusalKeeper } from "./links/refusal-link";
import { sendOver } from "./links/send";
import { keepSignIns } from "./links/sign-in-link";
import { keepTroubles } from "./links/trouble-link";
import { followFiles, type OperatorFiles } from "./operator-files/operator-files";
import { readTlsFiles } from "./operator-files/tls-files";
import { readWebhookSecret } from "./operator-files/webhook-secret";
import { sendOutputToLog } from "./output/log-output";
import { relayOutput } from "./output/relay-lines";
import { standardOutput } from "./output/standard-output";
import { prepareEmbeddedPostgres } from "./postgres/embedded-postgres";
import { checkNodeVersion, checkPorts } from "./postgres/preflight";
import { checkUrls, warnOfUrls } from "./processes/check-urls";
import { forkInCluster } from "./processes/fork-in-cluster";
import { freePort } from "./processes/free-port";
import { checkOpenFiles } from "./processes/open-files";
import { checkGivenDatabase, type Preparation, prepareInstallation } from "./processes/prepare-installation";
import { hideSecretVariables, takeSecretVariables } from "./processes/secret-variables";
import { MALLOC_SETTINGS } from "./processes/settle-memory";
import { type Supervised, supervise } from "./processes/supervise";
import { waitUntilAnswering } from "./processes/wait-until-answering";
import type { Staff } from "./users/staff";

/** Together with `LEAVE_MS` below the 15 seconds that an operator waits for the whole. */
const PATIENCE_MS = { console: 3_000, workers: 6_000, database: 3_000 } as const;
/** What the others have left of this is the database's too: it writes out what it has in memory, and a busy disk may take its time. */
const WHOLE_MS = 13_500;
/** So long `/readyz` says that this instance goes while all else is answered, so that a balancer sends nothing here when it is gone. */
const LEAVE_MS = 750;

/** Threads of a worker beside those for the token's long work (`lib/hsm/pkcs11/session/connection.ts`): one makes keys, the others hash passwords and look up names. */
const OTHER_THREADS = 4;

const starting = new AbortController();
/** In the order in which they are stopped; the members of a stage stop together. */
const stages: { console: Supervised[]; workers: Supervised[]; database: Supervised[] } = { console: [], workers: [], database: [] };
/** Those that serve now, by the role they were forked in. */
const serving = { worker: new Set<ChildProcess>(), console: new Set<ChildProcess>() };
let isStopping = false;
/** The making of the database's files, which is not broken off: it takes a second, and its programs would go on by themselves. */
let making: Promise<unknown> | null = null;
let refusals: RefusalKeeper | null = null;

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.on(signal, () => {
    stop().then(() => process.exit(0));
  });
}
let operatorFiles: OperatorFiles | null = null;
// A closed terminal, or the wish that files be read anew: neither ends the product.
process.on("SIGHUP", () => operatorFiles?.look());

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
  hideSecretVariables();
  takeSecretVariables(process.env);
  const given = readEnv(process.env);
  delete process.env.KMS_ADMIN_PASSWORD;
  // The preparation of the database alone is told it.
  delete process.env.KMS_DATABASE_OWNER_URL;
  // The console alone is told it.
  delete process.env.KMS_OIDC_CLIENT_SECRET;
  checkNodeVersion(process.versions.node);
  checkUrls(given);
  checkOpenFiles(given);
  const tls = given.tls && readTlsFiles(given.tls);
  const webhookSecret = given.audit.webhook ? readWebhookSecret(given.audit.webhook.secretFile) : "";
  const staff = await takeDataDir(given.dataDir);
  const { env, ...first } = withoutPassword({ ...given, dataDir: staff.dataDir });
  const log = createLog(env.logLevel, "primary", standardOutput());
  sendOutputToLog(log);
  warnOfUrls(env, log);
  await checkPorts(env);
  const database = await startDatabase(env, staff, log);
  const internalPort = env.tls ? await freePort() : null;
  // Before any child: each of them may need it, and two making it at once would disagree.
  const consoleSecret = ensureSecret(env.dataDir, "console-secret");
  const { environment, pin, sessionSecret, keptPerObject, isNew } = await prepareInstallation({
    env: { ...env, adminPassword: first.password() },
    staff,
    ...database,
    signal: starting.signal,
    say: (step) => log.info(step),
  });
  const isCommon = first.isGiven && isNew && isCommonPassword(first.password() ?? "");
  first.forget();
  // Whoever sets it later expects that it is in force; without a word they would look for the fault elsewhere.
  if (first.isGiven && !isNew) {
    log.warn(
      { variable: "KMS_ADMIN_PASSWORD" },
      "KMS_ADMIN_PASSWORD is set and changes nothing, since the first account exists; npm run admin -- user reset-password gives a user a new password",
    );
  }
  // An operator's word is taken all the same: a start that is refused for it would leave nobody who could choose a better one.
  if (isCommon) {
    log.warn({ variable: "KMS_ADMIN_PASSWORD" }, "KMS_ADMIN_PASSWORD is a password that many people use: sign in as admin and change it");
  }
  if (internalPort) environment.KMS_INTERNAL_API_PORT = String(internalPort);
  const files = followFiles(env, { tls, pin }, tellChildren, log);
  operatorFiles = files;
  if (keptPerObject > 0) {
    log.info({ bytes: keptPerObject }, "the token's module keeps memory of every object, so connections to it are made anew now and then");
  }
  log.info({ workers: env.workers }, "starting API and console");
  const apiPorts = internalPort ? [env.api.port, internalPort] : [env.api.port];
  startWorkers(env, staff, environment, () => ({ ...files.current(), consoleSecret, webhookSecret, keptPerObject }), apiPorts, log);
  const internalApiUrl = internalPort ? `http://127.0.0.1:${internalPort}` : localUrl("http", env.api);
  const consoleVariables = {
    ...MALLOC_SETTINGS,
    ...consoleEnvironment(process.env, env, internalApiUrl, { console: consoleSecret, session: sessionSecret }),
  };
  startConsole(env, staff, consoleVariables, () => ({ tls: files.current().tls }), log);
  await Promise.all([...stages.workers, ...stages.console].map((part) => part.started));
  const scheme = env.tls ? "https" : "http";
  // With an older database the product stays up, so that everybody is told why nothing is answered.
  const api = await waitUntilAnswering("API", `${localUrl(scheme, env.api)}/readyz`, (status, body) => status === 200 || saysOlder(body));
  await waitUntilAnswering("console", localUrl(scheme, env.console), (status) => status < 500);
  if (!isStopping) await announce(env, first.isGiven, saysOlder(api.body));
}

/** Only the preparation of the database needs the first password; a process that lives long must not carry it. */
function withoutPassword(given: Env): { env: Env; isGiven: boolean; password: () => string | null; forget: () => void } {
  let kept = given.adminPassword;
  return {
    env: { ...given, adminPassword: null },
    isGiven: kept !== null,
    password: () => kept,
    forget: () => {
      kept = null;
    },
  };
}

async function startDatabase(env: Env, staff: Staff, log: Log): Promise<Pick<Preparation, "databaseUrl" | "ownerUrl" | "provision">> {
  if (env.databaseUrl) return checkGivenDatabase(env.databaseUrl, env.databaseOwnerUrl);
  log.info("starting the embedded database");
  const prepared = prepareEmbeddedPostgres(staff, log);
  making = prepared;
  const database = await prepared;
  if (isStopping) throw new Error("stopped while starting");
  const part = supervise(
    { name: "embedded database", launch: database.launch, becomeReady: database.becomeReady, requestStop: (child) => child.kill("SIGINT") },
    log,
  );
  stages.database.push(part);
  await part.started;
  return { databaseUrl: database.childUrl, ownerUrl: database.childOwnerUrl, provision: database.provision };
}

function startWorkers(
  env: Env,
  staff: Staff,
  environment: NodeJS.ProcessEnv,
  handover: () => Handover,
  ports: readonly number[],
  log: Log,
): void {
  // Workers accept connections themselves. When the primary accepts and hands them over, a connection on its way to a worker
  // that is killed is never answered nor closed.
  cluster.schedulingPolicy = cluster.SCHED_NONE;
  const variables = { ...MALLOC_SETTINGS, UV_THREADPOOL_SIZE: String(env.tokenSessions + OTHER_THREADS), ...environment };
  const connectRates = keepRates(env.rateLimit);
  const connectSignIns = keepSignIns();
  const connectTroubles = keepTroubles();
  const connectMetrics = keepMetrics();
  const keeper = keepRefusals(log);
  refusals = keeper;
  for (let number = 1; number <= env.workers; number += 1) {
    const launch = () => {
      const worker = forkInCluster(staff, "worker", "api-worker", variables, handover, ports);
      relayOutput(worker, "api", env.logLevel);
      connectRates?.(worker);
      connectSignIns(worker);
      connectTroubles(worker);
      connectMetrics(worker);
      keeper.connect(worker);
      return remember("worker", worker);
    };
    stages.workers.push(supervise({ name: `API worker ${number}`, launch, beats: true, requestStop: sendDrain }, log));
  }
}

function startConsole(env: Env, staff: Staff, environment: NodeJS.ProcessEnv, handover: () => Handover, log: Log): void {
  const launch = () => {
    const child = forkInCluster(staff, "console", "console-server", environment, handover, [env.console.port]);
    relayOutput(child, "console", env.logLevel);
    return remember("console", child);
  };
  stages.console.push(supervise({ name: "console", launch, beats: true, requestStop: sendDrain }, log));
}

function remember(role: keyof typeof serving, child: ChildProcess): ChildProcess {
  serving[role].add(child);
  child.once("exit", () => serving[role].delete(child));
  return child;
}

function tellChildren(message: Extract<PrimaryMessage, { kind: "tls" | "pin" }>): void {
  const receivers = message.kind === "tls" ? [...serving.worker, ...serving.console] : [...serving.worker];
  for (const child of receivers) sendOver(child, message);
}

function sendDrain(child: ChildProcess): void {
  sendOver(child, { kind: "drain" } satisfies PrimaryMessage);
}

/** The console goes first because what it is doing still needs the API, as the API needs the database. */
async function stop(): Promise<void> {
  if (isStopping) return new Promise(() => {});
  isStopping = true;
  starting.abort();
  const began = performance.now();
  await making?.catch(() => {});
  await leave();
  for (const stage of ["console", "workers", "database"] as const) {
    // What is counted is the workers' to write, so it is before they go.
    if (stage === "workers") await refusals?.finish();
    const left = stage === "database" ? WHOLE_MS - (performance.now() - began) : 0;
    await Promise.all(stages[stage].map((part) => part.stop(Math.max(left, PATIENCE_MS[stage]))));
  }
}

async function leave(): Promise<void> {
  if (serving.worker.size === 0) return;
  for (const child of serving.worker) sendOver(child, { kind: "leave" } satisfies PrimaryMessage);
  await pause(LEAVE_MS);
}

/** The one place where a password is printed: to the person who started the product, not to the log. */
async function announce(env: Env, passwordWasGiven: boolean, isDatabaseOlder: boolean): Promise<void> {
  const password = passwordWasGiven ? null : findSecret(env.dataDir, "admin-password");
  const first = isDatabaseOlder ? `KMS Console answers nothing. ${ERRORS.databaseOlder.message}` : "KMS Console is ready.";
  const lines = [first, `  Console  ${env.console.url}`, `  API      ${env.api.url}`];
  if (password) lines.push(`  First sign-in: account ${env.account}, user admin, password ${password} (shown only this once)`);
  await standardOutput().writeSurely(`${lines.join("\n")}\n`);
  if (password) removeSecret(env.dataDir, "admin-password");
}

function saysOlder(readiness: string): boolean {
  return readiness.includes('"database":"older"');
}

function localUrl(scheme: string, { host, port }: { host: string; port: number }): string {
  return `${scheme}://${toUrlHost(host)}:${port}`;
}
