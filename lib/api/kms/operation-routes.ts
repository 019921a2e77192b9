/** One route for each row of the catalog. */
import type { FastifyInstance, FastifyRequest } from "fastify";
import { KmsError } from "#lib/domain/errors";
import { OPERATION_NAMES } from "#lib/operations/catalog";
import type { Performer } from "#lib/usecases/call";
import { perform } from "#lib/usecases/perform";
import { type RestRow, restRow } from "#lib/wire/catalog";
import { readJson } from "../edge/body";
import { whenGone } from "../edge/client-gone";
import { readCredential, showsCredential } from "../edge/credential";
import type { RequestGate } from "../edge/request-gate";
import type { ReadOrigin } from "../edge/request-origin";

export function addOperationRoutes(app: FastifyInstance, performer: Performer, gate: RequestGate, originOf: ReadOrigin): void {
  for (const name of OPERATION_NAMES) {
    const row = restRow(name);
    const hasOwnPath = /:(?!project_id)/.test(row.path);
    const route = (url: string) =>
      app.route<{ Params: Record<string, string> }>({
        method: row.method,
        url,
        onRequest: requireAnyCredential,
        handler: async (request, reply) => {
          const output = await gate.pass(
            (isLate) =>
              perform(performer, {
                operation: name,
                credential: readCredential(request, performer.now()),
                projectId: row.subject === "account" ? "" : (request.params.project_id ?? ""),
                readInput: () => (row.method === "GET" || hasOwnPath ? readParts(request, row) : readJson(request.body)),
                origin: originOf(request),
                isLate,
                gone: whenGone(reply.raw),
              }),
            row.patience,
          );
          return row.status === undefined ? output : reply.code(row.status).send(output);
        },
      });
    route(row.path);
    if (row.alsoAt !== undefined) route(row.alsoAt);
  }
}

/** The body of a request that nobody can be asked about need not even come. */
function requireAnyCredential(request: FastifyRequest, _reply: unknown, done: () => void): void {
  if (!showsCredential(request)) throw new KmsError("notSignedIn");
  done();
}

/**
 * Members of the query, of the body and of the path as one object; what is nearer to the host counts. Some clients send a
 * body with GET, and sign it: there it says nothing (api-reference §0.13).
 */
function readParts(request: FastifyRequest<{ Params: Record<string, string> }>, row: RestRow): unknown {
  const body = row.method === "GET" ? {} : readJson(request.body);
  if (typeof body !== "object" || body === null || Array.isArray(body)) return body;
  const { project_id: scope, ...path } = request.params;
  return { ...(request.query as object), ...body, ...(row.subject === "account" && scope !== undefined && { project_id: scope }), ...path };
}
