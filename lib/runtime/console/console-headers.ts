/**
 * The last word on the headers of the console's answers. Next.js gives some without asking `proxy.ts`: files, and errors on paths
 * that it cannot read or does not have. Invariant: no answer leaves without every security header, and none below /api is stored.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { securityHeaders } from "#lib/console/server/security-headers";

/** What is no page needs nothing; pages bring a policy of their own. */
const NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** @param publicUrl origin under which browsers reach the console */
export function createHeaderWatch(
  publicUrl: string,
  isHstsForSubdomains: boolean,
): (request: IncomingMessage, response: ServerResponse) => void {
  const fixed = Object.entries(securityHeaders(NOTHING, publicUrl.startsWith("https:"), isHstsForSubdomains));
  return (request, response) => {
    const isApi = /^(?:https?:\/\/[^/]*)?\/+api\//i.test(request.url ?? "");
    const writeHead = response.writeHead.bind(response) as (...given: unknown[]) => ServerResponse;
    // Node calls it for every answer, by itself where nobody does.
    response.writeHead = (...given: unknown[]) => {
      for (const [name, value] of fixed) if (!response.hasHeader(name)) response.setHeader(name, value);
      if (isApi && !String(response.getHeader("Cache-Control")).includes("no-store")) response.setHeader("Cache-Control", "no-store");
      return writeHead(...given);
    };
  };
}
