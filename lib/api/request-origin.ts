/** Where a request came from. Only the console, which shows its secret, may speak of another address than its own. */
import { createHash, timingSafeEqual } from "node:crypto";
import { isIP } from "node:net";
import type { FastifyRequest } from "fastify";
import type { CallerSource, RequestOrigin } from "#lib/domain/caller";

export function isConsole(request: FastifyRequest, consoleSecret: string): boolean {
  const shown = request.headers["x-kms-console"];
  return typeof shown === "string" && timingSafeEqual(digest(shown), digest(consoleSecret));
}

export function sourceOf(request: FastifyRequest, consoleSecret: string): CallerSource {
  return isConsole(request, consoleSecret) ? "console" : "api";
}

export function originOf(request: FastifyRequest, consoleSecret: string): RequestOrigin {
  const forwarded = request.headers["x-forwarded-for"];
  const isForwarded = typeof forwarded === "string" && isIP(forwarded) !== 0 && isConsole(request, consoleSecret);
  return { requestId: request.id, ip: isForwarded ? forwarded : request.ip };
}

/** Digests make both sides the same length, which the comparison needs. */
function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
