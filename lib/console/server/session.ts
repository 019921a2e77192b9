/**
 * Who is signed in. The API token lives in the encrypted, HttpOnly session cookie and in this process's memory while a
 * request runs; it is never part of what next-auth tells the browser, and never a prop.
 */
import "server-only";
import { cookies } from "next/headers";
import { decode, type JWT } from "next-auth/jwt";
import { cache } from "react";
import { SessionEnded } from "../api-failure";
import { ownCookieName, sessionSecret } from "./settings";

export type Session = {
  /** Unscoped token of the API. Server side only. */
  readonly apiToken: string;
  readonly userId: string;
  readonly userName: string;
  readonly accountId: string;
  readonly accountName: string;
  /** Whether the identity provider signed them in, with whom they sign out too and show anew who they are. */
  readonly isByProvider?: boolean;
  /** Whether they are known by their groups alone: there is no user of theirs that could have a password or access keys. */
  readonly isFederated?: boolean;
};

/** What pages may know of who is signed in. */
export function whoOf({ userId, accountId, accountName, isByProvider = false, isFederated = false }: Session) {
  return { userId, accountId, accountName, isByProvider, isFederated };
}

/** What the cookie's JWT holds. */
export type SessionClaims = JWT & { kms?: Session; expiresAt?: number };

/** The session of the current request, or null. */
export const findSession = cache(async (): Promise<Session | null> => {
  const value = (await cookies()).get(ownCookieName("session"))?.value;
  if (!value) return null;
  try {
    const claims = (await decode({ token: value, secret: sessionSecret() })) as SessionClaims | null;
    if (!claims?.kms || !claims.expiresAt || claims.expiresAt <= Date.now()) return null;
    return claims.kms;
  } catch {
    // Sealed with another secret, or damaged: the same as no session.
    return null;
  }
});

/** @throws SessionEnded */
export async function requireSession(): Promise<Session> {
  const session = await findSession();
  if (!session) throw new SessionEnded();
  return session;
}
