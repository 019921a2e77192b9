/** One route for each row of the catalog. A path that exists with another method is 405, any other path 404. */
import type { FastifyInstance, HTTPMethods } from "fastify";
import { KmsError } from "#lib/domain/errors";
import { hashToken } from "#lib/iam/token";
import { OPERATION_NAMES, OPERATIONS } from "#lib/operations/catalog";
import { type Performer, perform } from "#lib/usecases/perform";
import { readJson } from "./body";
import { originOf } from "./request-origin";

const METHODS: readonly HTTPMethods[] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

export function addOperationRoutes(app: FastifyInstance, performer: Performer, consoleSecret: string): void {
  const served = new Map<string, HTTPMethods[]>();
  for (const name of OPERATION_NAMES) {
    const { method, path } = OPERATIONS[name];
    served.set(path, [...(served.get(path) ?? []), method]);
    app.route<{ Params: { project_id: string } }>({
      method,
      url: path,
      handler: (request) =>
        perform(performer, {
          operation: name,
          tokenHash: hashToken(singleHeader(request.headers["x-auth-token"])),
          projectId: request.params.project_id,
          readInput: () => readJson(request.body),
          origin: originOf(request, consoleSecret),
        }),
    });
  }
  for (const [path, methods] of served) {
    app.route({
      method: METHODS.filter((method) => !methods.includes(method)),
      url: path,
      handler: (_request, reply) => {
        reply.header("Allow", methods.join(", "));
        throw new KmsError("methodNotAllowed");
      },
    });
  }
}

function singleHeader(value: string | string[] | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}
