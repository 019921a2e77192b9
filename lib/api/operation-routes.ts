/** One route for each row of the catalog. */
import type { FastifyInstance } from "fastify";
import { hashToken } from "#lib/iam/token";
import { OPERATION_NAMES, OPERATIONS } from "#lib/operations/catalog";
import { type Performer, perform } from "#lib/usecases/perform";
import { readJson } from "./body";
import type { ReadOrigin } from "./request-origin";

export function addOperationRoutes(app: FastifyInstance, performer: Performer, originOf: ReadOrigin): void {
  for (const name of OPERATION_NAMES) {
    const { method, path } = OPERATIONS[name];
    app.route<{ Params: { project_id: string } }>({
      method,
      url: path,
      handler: (request) =>
        perform(performer, {
          operation: name,
          tokenHash: hashToken(singleHeader(request.headers["x-auth-token"])),
          projectId: request.params.project_id,
          readInput: () => readJson(request.body),
          origin: originOf(request),
        }),
    });
  }
}

function singleHeader(value: string | string[] | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}
