/** One API worker: its own session with the token, its own database connections, a share of the API's port. */
import type { Server } from "node:http";
import { createApi } from "#lib/api/create-api";
import { Connections } from "#lib/api/edge/connections";
import { WorkerMetrics } from "#lib/api/edge/metrics/worker-metrics";
import { RequestGate } from "#lib/api/edge/request-gate";
import { receiversOf } from "#lib/audit/forward/receivers";
import { Retention } from "#lib/audit/retention/retention";
import { checkpointFileOf } from "#lib/audit/seal/checkpoint-file";
import { Sealer } from "#lib/audit/seal/sealer";
import { witnessesOf } from "#lib/audit/witness/witnesses";
import { systemClock } from "#lib/base/clock";
import { readEnv } from "#lib/base/env";
import { createLog } from "#lib/base/log";
import { StartError } from "#lib/base/start-error";
import { KmsError } from "#lib/domain/errors";
import { PasswordQueue } from "#lib/iam/password-queue";
import { TokenGuesses } from "#lib/iam/token-guesses";
import { DatabaseAge } from "#lib/integrity/database-age";
import { keepLooking, markReader } from "#lib/integrity/keep-looking";
import { MarkKeeper } from "#lib/integrity/mark-keeper";
import { treeMark } from "#lib/integrity/tree-mark";
import { whileFresh } from "#lib/integrity/while-fresh";
import { learnKeys } from "#lib/jobs/learn-keys";
import { startJobs } from "#lib/jobs/start-jobs";
import { keepTrail } from "#lib/jobs/trail/keep-trail";
import { sealMaker } from "#lib/store/books/seal-maker";
import { openStore } from "#lib/store/open";
import { recallSignIns } from "#lib/usecases/identity/token/recall-sign-ins";
import { askForPatience, isLeaving, onReplacement, runChild } from "./links/child-link";
import { keepBeating } from "./links/heartbeat";
import { shareMetrics } from "./links/metrics-link";
import { askForRates } from "./links/rate-link";
import { reportRefusals } from "./links/refusal-link";
import { shareSignIns } from "./links/sign-in-link";
import { shareTrouble } from "./links/trouble-link";
import { replaceTls } from "./operator-files/replace-tls";
import { sendOutputToLog } from "./output/log-output";
import { addressesOf, BACKLOG, listen } from "./processes/listen";
import { productVersion } from "./processes/product-files";
import { settleMemorySoon } from "./processes/settle-memory";
import { HungCalls } from "./token/hung-calls";
import { tokenSettings } from "./token/token-settings";
import { openWorkerToken } from "./token/worker-token";

/** For so long after a request jobs leave room for the next, in ms. */
const CALLED_MS = 100;

await runChild(async ({ pin = "", consoleSecret = "", webhookSecret = "", keptPerObject, tls }) => {
  const env = readEnv(process.env);
  if (!env.databaseUrl || consoleSecret === "")
    throw new StartError("DATABASE_URL is missing: API workers are started by the primary process.");
  const log = createLog(env.logLevel, "api");
  sendOutputToLog(log);
  const metrics = new WorkerMetrics();
  const hsm = await openWorkerToken({
    settings: tokenSettings(env, pin),
    options: { cacheEntries: env.warmKeys, sessions: env.tokenSessions, keptPerObject, observe: metrics.onTokenCall },
    followPin: (take) => onReplacement("pin", (replacement) => take(replacement.pin)),
    waits: askForPatience,
    log,
  });
  const age = new DatabaseAge({ hsm, log });
  const store = await openStore(env.databaseUrl, { rememberedKeys: env.warmKeys, makeSeal: sealMaker(hsm), guard: age });
  const readMark = markReader(age, store, env.databaseUrl);
  await age.look(readMark);
  await learnKeys({ store, hsm }, systemClock.now()).catch(toStartError);
  const recent = shareSignIns();
  await recallSignIns(store, recent, systemClock.now());
  const gate = new RequestGate({ ...env.gate, tokenSessions: env.tokenSessions });
  const connections = new Connections(env.maxConnections);
  const pair = tls ? { cert: Buffer.from(tls.cert), key: Buffer.from(tls.key) } : null;
  const app = await createApi({
    env,
    store,
    hsm,
    gate,
    connections,
    log,
    clock: systemClock,
    productVersion: productVersion(),
    consoleSecret,
    askForShare: askForRates(),
    tls: pair,
    refusals: reportRefusals(),
    trouble: shareTrouble(),
    metrics,
    shareMetrics,
    age,
    isLeaving,
    passwordQueue: new PasswordQueue({ workers: env.workers, recent }),
    tokenGuesses: new TokenGuesses({ workers: env.workers }),
  });
  const [first, ...others] = await addressesOf(env.api.host);
  await app.listen({ host: first, port: env.api.port, backlog: BACKLOG });
  const beside: Server[] = [];
  const listenBeside = async (host: string, port: number, options: typeof pair) => {
    beside.push(await listen(app.routing, connections, { host, port }, options));
  };
  // With TLS the certificate names the public host, which the console on this machine need not be able to reach, so the console is
  // served without TLS on a loopback port.
  const internalPort = process.env.KMS_INTERNAL_API_PORT;
  if (internalPort) await listenBeside("127.0.0.1", Number(internalPort), null);
  // An address that this machine has a name for, but does not have, is none that anybody would ask.
  for (const address of others) await listenBeside(address, env.api.port, pair).catch(() => {});
  onReplacement("tls", (replacement) => {
    for (const server of [app.server, ...beside]) replaceTls(server, replacement.tls);
  });
  const hasCallers = () => gate.wasPassed(CALLED_MS);
  const mark = new MarkKeeper({ store, hsm, age, log, clock: systemClock });
  const sealer = new Sealer({
    store,
    hsm,
    mark: treeMark({ hsm, clock: systemClock, readRow: readMark }),
    file: checkpointFileOf(env.audit),
    clock: systemClock,
    log,
  });
  const { databaseUrl, domainKeyKeepDays } = env;
  const receivers = receiversOf(env.audit, webhookSecret);
  const witnesses = witnessesOf(env.audit);
  const { retentionDays: days } = env.audit;
  const retention = days === null ? null : new Retention({ store, hsm, days, clock: systemClock, log });
  const stopWork = await whileFresh(age, log, async () => {
    const stopJobs = await startJobs({ store, hsm, hasCallers, domainKeyKeepDays, log, clock: systemClock });
    const stopKeeping = keepTrail({ databaseUrl, store, log, clock: systemClock, receivers, witnesses, retention, mark, sealer });
    return async () => void (await Promise.all([stopJobs(), stopKeeping()]));
  });
  age.beStrict();
  const stopLooking = keepLooking(age, readMark);
  settleMemorySoon();
  const hung = new HungCalls();
  keepBeating(() => hung.look(hsm.callsUnderWay()));
  return async () => {
    await stopWork();
    await Promise.all([app.close(), ...beside.map((server) => new Promise((resolve) => server.close(resolve)))]);
    stopLooking();
    await mark.finish().catch((error: unknown) => log.warn({ err: error }, "the last changes could not be told to the token's mark"));
    await sealer.finish().catch((error: unknown) => log.warn({ err: error }, "the last traces could not be sealed"));
    await store.close();
    await hsm.close();
  };
});

/** Every worker would fail alike; the operator must know why. */
function toStartError(error: unknown): never {
  if (!(error instanceof KmsError) || error.code !== "materialIntegrity") throw error;
  throw new StartError(
    "The integrity key in the database cannot be used with this token: either the two do not belong together, or the database was restored from a dump older than KMS_DOMAIN_KEY_KEEP_DAYS, or it was tampered with. Restore the database from a newer dump, or the token from its backup.",
    { cause: error },
  );
}
