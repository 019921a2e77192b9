/**
 * The HTTP edge: wire names ↔ operations, error bodies, health. It translates and decides nothing.
 * Invariant: every response carries `X-Request-Id`, and the same ID is in the call's trace.
 */
import { randomUUID } from "node:crypto";
import { STATUS_CODES } from "node:http";
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
import { TraceWriter } from "#lib/audit/trace-writer";
import { KmsError, toKmsError } from "#lib/domain/errors";
import type { Hsm } from "#lib/hsm/port";
import type { Clock } from "#lib/runtime/clock";
import type { Env } from "#lib/runtime/env";
import { isDatabaseUnavailable } from "#lib/store/faults";
import type { Store } from "#lib/store/open";
import type { Performer } from "#lib/usecases/call";
import { BODY_LIMIT_BYTES } from "./body";
import { type AskForShare, CallerLimit } from "./caller-limit";
import { requireNoEncoding } from "./content-encoding";
import { addDocumentRoutes } from "./document-routes";
import { drain } from "./drain";
import { errorBody } from "./error-body";
import { addHealthRoutes } from "./health-routes";
import { addIdentityRoutes } from "./identity-routes";
import { addMetricsRoutes } from "./metrics-routes";
import { addOperationRoutes } from "./operation-routes";
import type { RequestGate } from "./request-gate";
import { originReader } from "./request-origin";
import { addVersionRoutes } from "./version-routes";
import { unknownMethod, watchMethods } from "./wrong-method-routes";

export type ApiParts = {
  readonly env: Env;
  readonly store: Store;
  readonly hsm: Hsm;
  /** Closed with the API. */
  readonly gate: RequestGate;
  readonly log: Logger;
  readonly clock: Clock;
  readonly productVersion: string;
  /** Shared with the console process only: who shows it speaks for a signed-in browser. */
  readonly consoleSecret: string;
  /** Asks for a share of a caller's requests, see `CallerLimit`. */
  readonly askForShare: AskForShare;
  readonly tls: { readonly cert: Buffer; readonly key: Buffer } | null;
};

const KEEP_ALIVE_MS = 65_000;
/** What a caller over its limit waits for is at most a second away; a service in trouble needs a little longer. */
const RETRY_AFTER_SECONDS: Readonly<Record<number, number>> = { 429: 1, 503: 2 };
/** A client that has not sent its request by then is cut off. */
const REQUEST_TIMEOUT_MS = 30_000;

/** @returns the API, not yet listening; `close()` finishes what runs and the traces that wait; it does not close store and HSM */
export async function createApi(parts: ApiParts): Promise<FastifyInstance> {
  const { env, store, hsm, gate, log, clock } = parts;
  const app = Fastify({
    ...(parts.tls === null ? {} : { https: parts.tls }),
    loggerInstance: log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT_BYTES,
    keepAliveTimeout: KEEP_ALIVE_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    requestIdHeader: false,
    genReqId: newRequestId,
    forceCloseConnections: "idle",
    return503OnClosing: false,
    clientErrorHandler: refuseUnreadable,
    routerOptions: { maxParamLength: 256 },
    frameworkErrors: (error: unknown, request: FastifyRequest, reply: FastifyReply) => sendError(error, request, reply),
  } as FastifyServerOptions);

  // Whatever its declared type, a body is JSON or refused, and it is decoded by whoever needs it.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  // Some clients send `{}` with GET and sign its hash (api-reference §0.13), so a body is read there too, and says nothing.
  app.addHttpMethod("GET", { hasBody: true, overrideExisting: true });
  app.addHook("onRequest", (request, reply, done) => {
    setCommonHeaders(request, reply);
    requireNoEncoding(request.headers);
    if (request.headers["content-type"] !== undefined) request.raw.headers["content-type"] = "application/octet-stream";
    done();
  });
  app.setErrorHandler(sendError);

  const traces = new TraceWriter(store.insertTraces);
  const limit = new CallerLimit(env.rateLimit, parts.askForShare);
  const performer: Performer = {
    store,
    hsm,
    now: () => clock.now(),
    quota: env.quota,
    region: env.region,
    productVersion: parts.productVersion,
    apiUrl: env.api.url,
    traces,
    admit: (userId) => limit.admit(userId),
    onFault: (error, request) =>
      log.error({ requestId: request.origin.requestId, operation: request.operation, err: error }, "operation failed"),
  };
  const originOf = originReader(parts.consoleSecret);
  const methods = watchMethods(app);
  app.setNotFoundHandler(methods.refuseMissing);
  addHealthRoutes(app, { store, hsm });
  addMetricsRoutes(app, performer);
  addVersionRoutes(app, env.api.url);
  addIdentityRoutes(app, { ...performer, gate, originOf });
  addOperationRoutes(app, performer, gate, originOf);
  addDocumentRoutes(app, env.api.url);
  methods.refuse();
  app.server.on("connect", (_request, socket) => refuseTunnel(socket as Socket));
  app.addHook("onClose", async () => {
    gate.close();
    await traces.flush();
  });
  return app;
}

/** 32 hexadecimal digits. `randomUUID` takes its randomness from a stock; bytes fetched for each request showed in profiles. */
function newRequestId(): string {
  return randomUUID().replaceAll("-", "");
}

function setCommonHeaders(request: FastifyRequest, reply: FastifyReply): void {
  reply.header("X-Request-Id", request.id).header("Cache-Control", "no-store").header("X-Content-Type-Options", "nosniff");
}

async function sendError(error: unknown, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const refusal = fromFramework(error);
  // `perform` has reported its own faults.
  if (refusal.status >= 500 && refusal !== error) request.log.error({ requestId: request.id, err: error }, "request failed");
  const retryAfter = RETRY_AFTER_SECONDS[refusal.status];
  if (retryAfter !== undefined) reply.header("Retry-After", String(retryAfter));
  // A URL that the router cannot read never reaches the hooks.
  setCommonHeaders(request, reply);
  if (refusal.code === "bodyTooLong") await drain(request.raw);
  await reply.code(refusal.status).send(errorBody(refusal, request.id, request.url.startsWith("/v3")));
}

/** What is not even HTTP never becomes a request: a plain answer in our shape, then the connection ends. */
function refuseUnreadable(error: Error & { code?: string }, socket: Socket): void {
  if (!socket.writable || error.code === "ECONNRESET") return void socket.destroy();
  const unreadable = new KmsError("parameterInvalid", { message: "The request could not be read. Send one complete HTTP request." });
  const { refusal, target } = unknownMethod(error) ?? { refusal: unreadable, target: "" };
  refuseOutright(refusal, target, socket);
}

/** No route can serve CONNECT, since it asks for another server. */
function refuseTunnel(socket: Socket): void {
  refuseOutright(new KmsError("methodNotAllowed", { message: "This service is no proxy: CONNECT is refused." }), "", socket);
}

function refuseOutright(refusal: KmsError, target: string, socket: Socket): void {
  const requestId = newRequestId();
  const body = JSON.stringify(errorBody(refusal, requestId, target.startsWith("/v3")));
  const head = `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status]}\r\nContent-Type: application/json\r\nX-Request-Id: ${requestId}\r\nCache-Control: no-store`;
  socket.end(`${head}\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`);
}

/** Refusals of the HTTP server itself, in our words. */
function fromFramework(error: unknown): KmsError {
  const code = (error as { code?: unknown } | null)?.code;
  if (code === "FST_ERR_CTP_BODY_TOO_LARGE") {
    return new KmsError("bodyTooLong", { message: `The request body is longer than ${BODY_LIMIT_BYTES} bytes.` });
  }
  if (code === "FST_ERR_BAD_URL" || code === "FST_ERR_MAX_PARAM_LENGTH") return new KmsError("requestUrlInvalid");
  if (code === "FST_ERR_CTP_INVALID_CONTENT_LENGTH") return new KmsError("bodyNotJson");
  const status = (error as { statusCode?: unknown } | null)?.statusCode;
  if (error instanceof Error && !(error instanceof KmsError) && typeof status === "number" && status < 500) {
    return new KmsError("parameterInvalid", { message: "The request could not be read. Send one complete HTTP request.", cause: error });
  }
  return isDatabaseUnavailable(error) ? new KmsError("unavailable", { cause: error }) : toKmsError(error);
}
