/**
 * The HTTP edge, on which the doors stand: what a request must be before any of them sees it, how errors leave, health and metrics.
 * Invariant: every response carries `X-Request-Id`, and the same ID is in the call's trace.
 */
import type { Socket } from "node:net";
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type FastifyServerOptions,
  LogController,
} from "fastify";
import type { Logger } from "pino";
import { localRefusals, type RefusalLedger } from "#lib/audit/refusal-ledger";
import { toGapTrace } from "#lib/audit/trace-gap";
import { type SharedTrouble, TraceWriter } from "#lib/audit/trace-writer";
import type { Clock } from "#lib/base/clock";
import type { Env } from "#lib/base/env";
import { newRequestId } from "#lib/base/request-id";
import { KmsError, toKmsError } from "#lib/domain/errors";
import type { Hsm } from "#lib/hsm/port";
import { openIdentityProvider } from "#lib/iam/oidc/identity-provider";
import { relyingPartyOf } from "#lib/iam/passkey/relying-party";
import { PasswordQueue } from "#lib/iam/password-queue";
import { SessionUses } from "#lib/iam/session-uses";
import { TokenGuesses } from "#lib/iam/token-guesses";
import type { DatabaseAge } from "#lib/integrity/database-age";
import type { Performer } from "#lib/pipeline/call";
import { isDatabaseUnavailable } from "#lib/store/database/faults";
import { findFirstAccountId } from "#lib/store/identity/first-account";
import type { Store } from "#lib/store/open";
import { errorBody } from "#lib/wire/error-body";
import { KMS_ERRORS, kmsCodeOf } from "#lib/wire/kms/errors";
import { BODY_LIMIT_BYTES } from "./body";
import { type AskForShare, CallerLimit } from "./caller-limit";
import { type Connections, SERVER_OPTIONS, WRITE_PATIENCE_MS } from "./connections";
import { requireNoEncoding } from "./content-encoding";
import { refuseWhileOlder } from "./database-age";
import { doorkeeper, hasBody } from "./doorkeeper";
import { drain } from "./drain";
import { addHealthRoutes } from "./health-routes";
import { toFigures } from "./metrics/process-figures";
import type { Snapshot } from "./metrics/snapshot";
import { watchEventLoop } from "./metrics/watch-event-loop";
import { watchRequests } from "./metrics/watch-requests";
import { WorkerMetrics } from "./metrics/worker-metrics";
import { addMetricsRoutes } from "./metrics-routes";
import { refuseTunnel } from "./refuse-unreadable";
import type { RequestGate } from "./request-gate";
import { originReader } from "./request-origin";
import type { DoorParts } from "./rest-route";
import { Shares } from "./shares";
import { addVersionRoutes } from "./version-routes";
import { watchMethods } from "./wrong-method-routes";

export type ApiParts = {
  readonly env: Env;
  readonly store: Store;
  readonly hsm: Hsm;
  /** Closed with the API. */
  readonly gate: RequestGate;
  /** Of this process. */
  readonly connections: Connections;
  readonly log: Logger;
  readonly clock: Clock;
  readonly productVersion: string;
  /** Shared with the console process only: who shows it speaks for a signed-in browser. */
  readonly consoleSecret: string;
  /** Asks for a share of a caller's requests, see `CallerLimit`. */
  readonly askForShare: AskForShare;
  /** Where refusals of strangers are counted; its own where there is no other process. Closed with the API. */
  readonly refusals?: RefusalLedger;
  readonly passwordQueue?: PasswordQueue;
  readonly tokenGuesses?: TokenGuesses;
  /** What this process counts, and how it is told together with what the others have counted; its own where there is no other process. */
  readonly metrics?: WorkerMetrics;
  readonly shareMetrics?: (own: () => Snapshot) => () => Promise<Snapshot>;
  /** Trouble with traces, as the other workers have it. */
  readonly trouble?: SharedTrouble;
  /** Whether the database is an older one, for which nothing is answered. */
  readonly age?: Pick<DatabaseAge, "isOlder">;
  /** Whether this instance is about to stop, so that clients should go elsewhere. */
  readonly isLeaving?: () => boolean;
  readonly tls: { readonly cert: Buffer; readonly key: Buffer } | null;
};

/** What a caller over its limit waits for is at most a second away; a service in trouble needs a little longer. */
const RETRY_AFTER_SECONDS: Readonly<Record<number, number>> = { 429: 1, 503: 2 };

function withoutSchemas(): never {
  throw new Error("routes have codecs, and no schemas of Fastify's");
}

/**
 * @param addDoors adds the routes of every protocol
 * @returns a server that does not listen yet; `close()` finishes what runs and the traces that wait; it does not close store and HSM
 */
export async function createServer(parts: ApiParts, addDoors: (app: FastifyInstance, door: DoorParts) => void): Promise<FastifyInstance> {
  const { env, store, hsm, gate, log, clock } = parts;
  const app = Fastify({
    // A request without a Host gets our answer, not Node's.
    ...(parts.tls === null
      ? { http: { ...SERVER_OPTIONS, requireHostHeader: false } }
      : { https: { ...SERVER_OPTIONS, requireHostHeader: false, ...parts.tls } }),
    loggerInstance: log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT_BYTES,
    keepAliveTimeout: SERVER_OPTIONS.keepAliveTimeout,
    requestTimeout: SERVER_OPTIONS.requestTimeout,
    connectionTimeout: WRITE_PATIENCE_MS,
    requestIdHeader: false,
    genReqId: newRequestId,
    forceCloseConnections: "idle",
    return503OnClosing: false,
    // `Connections` answers them, on every server alike.
    clientErrorHandler: () => {},
    routerOptions: { maxParamLength: 256 },
    // The doors have codecs of their own: Fastify's compilers of schemas are not even loaded, which would be part of each start.
    schemaController: { compilersFactory: { buildValidator: withoutSchemas, buildSerializer: withoutSchemas } },
    frameworkErrors: (error: unknown, request: FastifyRequest, reply: FastifyReply) => sendError(error, request, reply),
  } as FastifyServerOptions);

  parts.connections.watch(app.server);
  // A body has said that it is JSON, and is decoded by whoever needs it, once it is known who sends it.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, ({ method, headers }, body, done) => {
    const isUntyped = method !== "GET" && headers["content-type"] === undefined && body.length > 0;
    done(isUntyped ? new KmsError("contentTypeNotJson") : null, body);
  });
  // Some clients send `{}` with GET and sign its hash (api-reference §0.13), so a body is read there too, and says nothing.
  app.addHttpMethod("GET", { hasBody: true, overrideExisting: true });
  const metrics = parts.metrics ?? new WorkerMetrics();
  watchRequests(app, metrics);
  const age = { isOlder: () => parts.age?.isOlder === true };
  const requireFresh = refuseWhileOlder(age);
  const admit = doorkeeper(env);
  const isLeaving = () => parts.isLeaving?.() === true;
  app.addHook("onRequest", (request, reply, done) => {
    setCommonHeaders(request, reply);
    // A connection that is kept would be closed under the next request.
    if (isLeaving()) reply.header("Connection", "close");
    requireFresh(request);
    requireNoEncoding(request.headers);
    admit(request);
    // Fastify refuses a QUERY without a type as unreadable, before it looks whether there is anything to query.
    if (request.headers["content-type"] !== undefined || request.method === "QUERY")
      request.raw.headers["content-type"] = "application/octet-stream";
    done();
  });
  app.setErrorHandler(sendError);

  const home = await findFirstAccountId(store.prisma);
  const traces = new TraceWriter({
    insert: store.insertTraces,
    now: () => clock.now(),
    describeGap: (gap) => (home === null ? null : toGapTrace(home, gap)),
    onCommit: metrics.onTraceCommit,
    ...(parts.trouble && { shared: parts.trouble }),
  });
  const refusals = parts.refusals ?? localRefusals();
  refusals.writeWith((row) => traces.append(row));
  const sessionUses = new SessionUses(store, env.sessionLimits.idleMs, () => clock.now());
  const limit = new CallerLimit(env.rateLimit, parts.askForShare);
  const performer: Performer = {
    store,
    hsm,
    now: () => clock.now(),
    quota: env.quota,
    sessionLimits: env.sessionLimits,
    region: env.region,
    productVersion: parts.productVersion,
    apiUrl: env.api.url,
    relyingParty: relyingPartyOf(env.console.url),
    traces,
    refusals,
    sessionUses,
    passwordQueue: parts.passwordQueue ?? new PasswordQueue(),
    tokenGuesses: parts.tokenGuesses ?? new TokenGuesses(),
    identityProvider: env.oidc && openIdentityProvider(env.oidc, env.account, log, () => clock.monotonic()),
    admit: (whom) => limit.admit(whom),
    tracesReads: env.tracesReads,
    errorCodeOf: kmsCodeOf,
    onStep: metrics.onStep,
    onFault: (error, request) => {
      reported.add(error);
      // Whoever asked the provider has told the log, once for all who waited.
      if (error.code === "identityProviderUnavailable") return;
      log.error({ requestId: request.origin.requestId, operation: request.operation, err: error }, "operation failed");
    },
  };
  const originOf = originReader(parts.consoleSecret, env.trustedProxies);
  const methods = watchMethods(app);
  app.setNotFoundHandler(methods.refuseMissing);
  addHealthRoutes(app, { store, hsm, traces, age, isLeaving, version: parts.productVersion });
  metrics.readWith(() => toFigures({ traces: traces.stats, isDatabaseOlder: age.isOlder(), ...store.stats() }));
  const ownFigures = () => metrics.snapshot();
  const gather = parts.shareMetrics?.(ownFigures) ?? (async () => ownFigures());
  addMetricsRoutes(app, { store, now: performer.now, gather });
  const unwatchEventLoop = watchEventLoop(metrics.eventLoopLag);
  addVersionRoutes(app, env.api.url);
  addDoors(app, { performer, gate, shares: new Shares(), originOf });
  methods.refuse();
  app.server.on("connect", (_request, socket) => refuseTunnel(socket as Socket));
  app.addHook("onClose", async () => {
    gate.close();
    unwatchEventLoop();
    const lost = await refusals.close();
    if (lost > 0) log.error({ rows: lost }, "counted refusals could not be written, and are lost");
    await Promise.all([traces.flush(), sessionUses.close()]);
  });
  return app;
}

/** Faults of which `perform` has told the log. */
const reported = new WeakSet<KmsError>();

function setCommonHeaders(request: FastifyRequest, reply: FastifyReply): void {
  reply.header("X-Request-Id", request.id).header("Cache-Control", "no-store").header("X-Content-Type-Options", "nosniff");
}

async function sendError(error: unknown, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const refusal = fromFramework(error);
  const { status } = KMS_ERRORS[refusal.code];
  // Of an older database the log has a line already, from when that was found.
  const isToldOf = reported.has(refusal) || refusal.code === "databaseOlder";
  if (refusal.isFault && !isToldOf) request.log.error({ requestId: request.id, err: error }, "request failed");
  const retryAfter = refusal.retryAfterSeconds ?? RETRY_AFTER_SECONDS[status];
  if (retryAfter !== undefined) reply.header("Retry-After", String(retryAfter));
  // A URL that the router cannot read never reaches the hooks.
  setCommonHeaders(request, reply);
  if (hasBody(request.headers) && !request.raw.complete) await finishReading(request, reply);
  await reply.code(status).send(errorBody(refusal, request.id, request.url.startsWith("/v3")));
}

/** The rest of a body that nobody wants; a client that sends too much of it, or too slowly, loses its connection after the answer. */
async function finishReading(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  await drain(request.raw);
  if (!request.raw.complete) reply.header("Connection", "close");
}

/** Refusals of the HTTP server itself, in our words. */
function fromFramework(error: unknown): KmsError {
  if (error instanceof KmsError) return error;
  const code = (error as { code?: unknown } | null)?.code;
  if (code === "FST_ERR_CTP_BODY_TOO_LARGE") {
    return new KmsError("bodyTooLong", { message: `The request body is longer than ${BODY_LIMIT_BYTES} bytes.` });
  }
  if (code === "FST_ERR_BAD_URL" || code === "FST_ERR_MAX_PARAM_LENGTH") return new KmsError("requestUrlInvalid");
  if (code === "FST_ERR_CTP_INVALID_CONTENT_LENGTH") return new KmsError("bodyNotJson");
  const status = (error as { statusCode?: unknown } | null)?.statusCode;
  if (error instanceof Error && typeof status === "number" && status < 500) {
    return new KmsError("parameterInvalid", { message: "The request could not be read. Send one complete HTTP request.", cause: error });
  }
  return isDatabaseUnavailable(error) ? new KmsError("unavailable", { cause: error }) : toKmsError(error);
}
