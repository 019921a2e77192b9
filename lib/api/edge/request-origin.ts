/** Where a request came from. Besides proxies that are trusted, only the console, which shows its secret, may speak of another address than its own. */
import { createHash, timingSafeEqual } from "node:crypto";
import type { FastifyRequest } from "fastify";
import { toPlainAddress } from "#lib/base/network";
import type { RequestOrigin } from "#lib/domain/identity/caller";
import { clientAddress, trustedProxies } from "./client-address";

export type ReadOrigin = (request: FastifyRequest) => RequestOrigin;

/**
 * @param consoleSecret known to the console process and the API only
 * @param proxies addresses and networks whose `X-Forwarded-For` is believed
 */
export function originReader(consoleSecret: string, proxies: readonly string[]): ReadOrigin {
  const expected = digest(consoleSecret);
  const isTrusted = trustedProxies(proxies);
  return (request) => {
    const { "x-kms-console": shown, "x-forwarded-for": header } = request.headers;
    const isConsole = typeof shown === "string" && timingSafeEqual(digest(shown), expected);
    const forwarded = header === undefined ? undefined : String(header);
    // The console has already found out who asks it, and passes on that one address.
    const ofBrowser = isConsole && forwarded !== undefined ? toPlainAddress(forwarded) : null;
    const ip = ofBrowser ?? clientAddress(request.raw.socket.remoteAddress, forwarded, isTrusted);
    const isBackground = isConsole && request.headers["x-kms-background"] !== undefined;
    return {
      requestId: request.id,
      source: isConsole ? "console" : "api",
      ip,
      agent: request.headers["user-agent"] ?? "",
      isBackground,
    };
  };
}

/** Digests make both sides the same length, which the comparison needs. */
function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
