/** Where a request came from. Only the console, which shows its secret, may speak of another address than its own. */
import { createHash, timingSafeEqual } from "node:crypto";
import { isIP } from "node:net";
import type { FastifyRequest } from "fastify";
import type { RequestOrigin } from "#lib/domain/caller";

export type ReadOrigin = (request: FastifyRequest) => RequestOrigin;

/** @param consoleSecret known to the console process and the API only */
export function originReader(consoleSecret: string): ReadOrigin {
  const expected = digest(consoleSecret);
  return (request) => {
    const shown = request.headers["x-kms-console"];
    const isConsole = typeof shown === "string" && timingSafeEqual(digest(shown), expected);
    const forwarded = request.headers["x-forwarded-for"];
    const ip = isConsole && typeof forwarded === "string" && isIP(forwarded) !== 0 ? forwarded : request.ip;
    return { requestId: request.id, source: isConsole ? "console" : "api", ip };
  };
}

/** Digests make both sides the same length, which the comparison needs. */
function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
