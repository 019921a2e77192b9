/** While the database is an older one that was put back, nothing is answered but whether it is so. */
import type { FastifyRequest } from "fastify";
import { KmsError } from "#lib/domain/errors";

export type AskAge = { isOlder(): boolean };

const ALWAYS = new Set(["/healthz", "/readyz", "/metrics"]);

/** @returns a check of one request. @throws KmsError `databaseOlder` */
export function refuseWhileOlder(age: AskAge): (request: FastifyRequest) => void {
  return (request) => {
    if (age.isOlder() && !ALWAYS.has(request.routeOptions.url ?? "")) throw new KmsError("databaseOlder");
  };
}
