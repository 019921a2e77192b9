/**
 * The HTTP edge: wire names ↔ operations, error bodies, health. It translates and decides nothing.
 * Invariant: every response carries `X-Request-Id`, and the same ID is in the call's trace.
 */
import { randomBytes } from "node:crypto";
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
import type { Store } from "#lib/store/open";
import type { Performer } from "#lib/usecases/perform";
import { BODY_LIMIT_BYTES } from "./body";
import { errorBody } from "./error-body";
import { addHealthRoutes } from "./health-routes";
import { addIdentityRoutes } from "./identity-routes";
import { addOperationRoutes } from "./operation-routes";
import { addVersionRoutes } from "./version-routes";

export type ApiParts = {
  readonly env: Env;
  readonly store: Store;
  readonly hsm: Hsm;
  readonly log: Logger;
  readonly clock: Clock;
  /** Shared with the console process only: who shows it speaks for a signed-in browser. */
  readonly consoleSecret: string;
  readonly version: string;
  readonly tls: { readonly cert: Buffer; readonly key: Buffer } | null;
};

const KEEP_ALIVE_MS = 65_000;
/** A client that has not sent its request by then is cut off. */
const REQUEST_TIMEOUT_MS = 30_000;

/** @returns the API, not yet listening; `close()` finishes what runs and the traces that wait; it does not close store and HSM */
export async function createApi(parts: ApiParts): Promise<FastifyInstance> {
  const { env, store, hsm, log, clock } = parts;
  const app = Fastify({
    ...(parts.tls === null ? {} : { https: parts.tls }),
    loggerInstance: log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT_BYTES,
    keepAliveTimeout: KEEP_ALIVE_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    requestIdHeader: false,
    genReqId: () => randomBytes(16).toString("hex"),
    forceCloseConnections: "idle",
    return503OnClosing: false,
    routerOptions: { maxParamLength: 256 },
    frameworkErrors: (error: unknown, request: FastifyRequest, reply: FastifyReply) => sendError(error, request, reply),
  } as FastifyServerOptions);

  // Whatever its declared type, a body is JSON or refused; it is decoded only after the caller is known.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  app.addHook("onRequest", (request, reply, done) => {
    setCommonHeaders(request, reply);
    done();
  });
  app.setErrorHandler(sendError);
  app.setNotFoundHandler((request, reply) => sendError(new KmsError("operationUnknown"), request, reply));

  const traces = new TraceWriter(store.insertTraces);
  const performer: Performer = {
    store,
    hsm,
    now: () => clock.now(),
    keyQuota: env.quota.keys,
    traces,
    onFault: (error, request) =>
      log.error({ requestId: request.origin.requestId, operation: request.operation, error }, "operation failed"),
  };
  addHealthRoutes(app, { store, hsm });
  addVersionRoutes(app, env.api.url);
  addIdentityRoutes(app, { store, now: performer.now, traces, consoleSecret: parts.consoleSecret, apiUrl: env.api.url });
  addOperationRoutes(app, performer, parts.consoleSecret);
  app.addHook("onClose", () => traces.flush());
  return app;
}

function setCommonHeaders(request: FastifyRequest, reply: FastifyReply): void {
  reply.header("X-Request-Id", request.id).header("Cache-Control", "no-store").header("X-Content-Type-Options", "nosniff");
}

function sendError(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const refusal = fromFramework(error);
  if (refusal.code === "internal") request.log.error({ requestId: request.id, error }, "request failed");
  // A URL that the router cannot read never reaches the hooks.
  setCommonHeaders(request, reply);
  void reply.code(refusal.status).send(errorBody(refusal, request.id, request.url.startsWith("/v3")));
}

/** Refusals of the HTTP server itself, in our words. */
function fromFramework(error: unknown): KmsError {
  const code = (error as { code?: unknown } | null)?.code;
  if (code === "FST_ERR_CTP_BODY_TOO_LARGE") {
    return new KmsError("bodyTooLong", { message: `The request body is longer than ${BODY_LIMIT_BYTES} bytes.` });
  }
  if (code === "FST_ERR_BAD_URL" || code === "FST_ERR_MAX_PARAM_LENGTH") return new KmsError("requestUrlInvalid");
  if (code === "FST_ERR_CTP_INVALID_CONTENT_LENGTH") return new KmsError("bodyNotJson");
  return toKmsError(error);
}
