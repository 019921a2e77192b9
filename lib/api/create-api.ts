/** The API: every door on the one edge. */
import type { FastifyInstance } from "fastify";
import { type ApiParts, createServer } from "./edge/server";
import { addIdentityRoutes } from "./keystone/identity-routes";
import { addDocumentRoutes } from "./kms/document-routes";
import { addOperationRoutes } from "./kms/operation-routes";

/** @returns the API, not yet listening; `close()` finishes what runs and the traces that wait; it does not close store and HSM */
export function createApi(parts: ApiParts): Promise<FastifyInstance> {
  return createServer(parts, (app, { performer, refusals, gate, originOf }) => {
    addIdentityRoutes(app, { ...performer, refusals, gate, originOf });
    addOperationRoutes(app, performer, gate, originOf);
    addDocumentRoutes(app, performer.apiUrl);
  });
}
