"use server";
import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { callApi } from "../api-client";
import { ApiFailure } from "../api-failure";
import { dropProjectTokens } from "../project-token";
import { requireSameOrigin } from "../same-origin";
import { findSession } from "../session";
import { isSecure, ownCookieName } from "../settings";

/** Revokes the API token, and with it every project token made from it, then forgets the session. */
export async function signOut(): Promise<void> {
  await requireSameOrigin();
  const session = await findSession();
  if (session) {
    dropProjectTokens(session);
    try {
      await callApi({ method: "DELETE", path: "/v3/auth/tokens", token: session.apiToken, subjectToken: session.apiToken });
    } catch (error) {
      // Revoked already, or the API is down: the cookie goes in any case, and the token runs out by itself.
      if (!(error instanceof ApiFailure)) throw error;
    }
  }
  (await cookies()).set(ownCookieName("session"), "", { path: "/", maxAge: 0, httpOnly: true, sameSite: "lax", secure: isSecure() });
  redirect("/sign-in?reason=signed-out");
}
