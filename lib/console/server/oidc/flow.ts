/**
 * What is kept in the browser between leaving for the identity provider and coming back: besides next-auth's state, nonce and code
 * verifier, where the person wants to go. All is sealed, not readable for scripts, good for ten minutes and taken away at the first
 * coming back with its state, whatever comes of it. A browser has one such flow: the one that was begun last.
 */
import "server-only";
import { cookies } from "next/headers";
import { decode, encode } from "next-auth/jwt";
import { toLocalPath } from "../../sign-in-path";
import { isSecure, ownCookieName, sessionSecret } from "../settings";

export type Flow = {
  /** What the provider must say back: what comes with another was not begun by this flow. */
  readonly state: string;
  /** Local path to go on to. */
  readonly next: string;
  /** Whose session must come of it, for whoever shows anew who they are; null for a sign-in. */
  readonly confirms: string | null;
  /** Epoch seconds. */
  readonly begunAt: number;
};

const FLOW_SECONDS = 10 * 60;
const PURPOSES = ["oidc-state", "oidc-pkce", "oidc-nonce", "oidc-flow"] as const;

/** They come back with a navigation from another site: with `strict` they would not. */
function options() {
  return { httpOnly: true, sameSite: "lax", path: "/", secure: isSecure(), maxAge: FLOW_SECONDS } as const;
}

/** As next-auth takes them. */
export function flowCookies() {
  return {
    state: { name: ownCookieName("oidc-state"), options: options() },
    pkceCodeVerifier: { name: ownCookieName("oidc-pkce"), options: options() },
    nonce: { name: ownCookieName("oidc-nonce"), options: options() },
  };
}

export async function keepFlow(flow: Flow): Promise<void> {
  const name = ownCookieName("oidc-flow");
  (await cookies()).set(name, await encode({ token: { ...flow }, secret: sessionSecret(), salt: name, maxAge: FLOW_SECONDS }), options());
}

/** @returns null where none was begun in this browser, or too long ago */
export async function readFlow(): Promise<Flow | null> {
  const name = ownCookieName("oidc-flow");
  const token = (await cookies()).get(name)?.value;
  if (!token) return null;
  try {
    const kept = (await decode({ token, secret: sessionSecret(), salt: name })) as Partial<Flow> | null;
    if (!kept?.state || typeof kept.next !== "string" || typeof kept.begunAt !== "number") return null;
    return { state: kept.state, next: toLocalPath(kept.next), confirms: kept.confirms ?? null, begunAt: kept.begunAt };
  } catch {
    // Sealed with another secret, damaged, or too old.
    return null;
  }
}

/** Takes all of it away. Not before all of it is read: what is set here is what is read from then on. */
export async function dropFlow(): Promise<void> {
  const jar = await cookies();
  for (const purpose of PURPOSES) jar.set(ownCookieName(purpose), "", { ...options(), maxAge: 0 });
}
