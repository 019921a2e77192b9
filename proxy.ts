/**
 * Security headers of every page, and the first refusal of cross-site writes. Authorisation does not live here: each
 * page, action and route asks the API with the user's own token.
 */
import { type NextRequest, NextResponse } from "next/server";
import { isSameOrigin } from "#lib/console/server/same-origin";
import { contentSecurityPolicy, securityHeaders } from "#lib/console/server/security-headers";
import { isHstsForSubdomains, isSecure, publicOrigin } from "#lib/console/server/settings";
import { words } from "#lib/console/words/words";

const SAFE_METHODS = new Set(["GET", "HEAD"]);

export function proxy(request: NextRequest): NextResponse {
  const nonce = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))));
  const policy = contentSecurityPolicy(nonce, isSecure(), process.env.NODE_ENV === "development");
  const fixed = securityHeaders(policy, isSecure(), isHstsForSubdomains());
  if (!SAFE_METHODS.has(request.method) && !isSameOrigin(request.headers.get("origin"))) {
    return new NextResponse(words.failures.wrongAddress(publicOrigin()), {
      status: 403,
      headers: { ...fixed, "Content-Type": "text/plain" },
    });
  }
  const forwarded = new Headers(request.headers);
  // Next reads the nonce for its own scripts from the request's policy.
  forwarded.set("content-security-policy", policy);
  forwarded.set("x-nonce", nonce);
  forwarded.set("x-kms-path", request.nextUrl.pathname + request.nextUrl.search);
  const response = NextResponse.next({ request: { headers: forwarded } });
  for (const [name, value] of Object.entries(fixed)) response.headers.set(name, value);
  return response;
}

export const config = { matcher: ["/((?!_next/static|_next/image).*)"] };
