/** The API: every door on the one edge. */
import type { FastifyInstance } from "fastify";
import { type ApiParts, createServer } from "./edge/server";
import { addIdentityRoutes } from "./keystone/identity-routes";
import { addTokenRoutes } from "./keystone/token-routes";
import { addDocumentRoutes } from "./kms/document-routes";
import { addKmsRoutes } from "./kms/kms-routes";

/** @returns the API, not yet listening; `close()` finishes what runs and the traces that wait; it does not close store and HSM */
export function createApi(parts: ApiParts): Promise<FastifyInstance> {
  return createServer(parts, (app, door) => {
    addTokenRoutes(app, door);
    addIdentityRoutes(app, door);
    addKmsRoutes(app, door);
    addDocumentRoutes(app, door.performer.apiUrl);
  });
}
