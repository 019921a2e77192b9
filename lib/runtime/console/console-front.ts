/**
 * What stands before the console's pages. Each request reaches Next.js as if it had come straight to the public URL, so that Next.js,
 * next-auth and our own checks agree on the address, whatever a proxy passes on; and what comes from a page of another address is
 * refused in one sentence that names the right one.
 * Invariant: whatever may change something has the public URL as its Origin. The Host decides nothing: a page that reaches us by a
 * name of its own has neither our cookies nor our Origin.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Log } from "#lib/base/log";
import { securityHeaders } from "#lib/console/server/security-headers";
import { ADDRESS_PATH } from "#lib/console/sign-in-path";
import { words } from "#lib/console/words/words";
import { LineLimit } from "../output/line-limit";
import { toPlainText } from "../output/plain-text";

const SAFE_METHODS = new Set(["GET", "HEAD"]);
/** As Next.js names its server actions. */
const ACTION_ID = /^[0-9a-f]{42}$/;
const NOTICE_PERIOD_MS = 60_000;
const LONGEST_ORIGIN = 200;
/** What a proxy may have added, or a client made up: Next.js would believe it. */
const FORWARDED = ["forwarded", "x-forwarded-host", "x-forwarded-port", "x-forwarded-proto", "x-forwarded-server"];

export type ConsoleFront = {
  /** @returns whether it was answered here; if not, it is ready for Next.js */
  answer(request: IncomingMessage, response: ServerResponse): boolean;
};

/** @param publicUrl origin under which browsers reach the console */
export function createConsoleFront(publicUrl: string, isHstsForSubdomains: boolean, log: Pick<Log, "warn">): ConsoleFront {
  const { host, protocol } = new URL(publicUrl);
  const isSecure = protocol === "https:";
  const headers = securityHeaders("default-src 'none'; frame-ancestors 'none'", isSecure, isHstsForSubdomains);
  const notices = new LineLimit(NOTICE_PERIOD_MS);

  const refuse = (request: IncomingMessage, response: ServerResponse) => {
    const heldBack = notices.pass("");
    if (heldBack !== null) {
      const origin = toPlainText((request.headers.origin ?? "none").slice(0, LONGEST_ORIGIN));
      const fields = { origin, publicUrl, ...(heldBack > 0 && { heldBack }) };
      log.warn(fields, `refused a request from another address than KMS_CONSOLE_URL: open the console at ${publicUrl}, or correct it`);
    }
    request.resume();
    const common = { ...headers, "Cache-Control": "no-store" };
    if (isNavigation(request)) {
      response.writeHead(303, { ...common, Location: ADDRESS_PATH, "Content-Length": 0 }).end();
      return;
    }
    // Without a charset: that is how Next.js knows a sentence that an action's caller may read.
    response.writeHead(403, { ...common, "Content-Type": "text/plain" }).end(words.failures.wrongAddress(publicUrl));
  };

  return {
    answer(request, response) {
      if (!SAFE_METHODS.has(request.method ?? "") && request.headers.origin !== publicUrl) {
        refuse(request, response);
        return true;
      }
      const action = request.headers["next-action"];
      if (action !== undefined && !(typeof action === "string" && ACTION_ID.test(action))) {
        request.resume();
        response
          .writeHead(404, { ...headers, "Content-Type": "text/plain", "X-Nextjs-Action-Not-Found": "1" })
          .end("There is no such action.");
        return true;
      }
      for (const name of FORWARDED) delete request.headers[name];
      Object.assign(request.headers, { host, "x-forwarded-host": host, "x-forwarded-proto": isSecure ? "https" : "http" });
      return false;
    },
  };
}

/** A form that was sent before the page's script had come, whose answer a person sees as a page. */
function isNavigation({ headers }: IncomingMessage): boolean {
  return headers["sec-fetch-mode"] === "navigate" || (headers.accept ?? "").includes("text/html");
}
