"use server";
import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { signOutAddress } from "../oidc/sign-out-address";
import { revokeSession } from "../revoke-session";
import { requireSameOrigin } from "../same-origin";
import { findSession } from "../session";
import { isSecure, ownCookieName } from "../settings";

/**
 * Revokes the API token, and with it every project token made from it, then forgets the session. Whom an identity provider signed in is led
 * there to sign out too, where it offers that.
 */
export async function signOut(): Promise<void> {
  await requireSameOrigin();
  const session = await findSession();
  if (session) await revokeSession(session);
  (await cookies()).set(ownCookieName("session"), "", { path: "/", maxAge: 0, httpOnly: true, sameSite: "lax", secure: isSecure() });
  const elsewhere = session?.isByProvider ? await signOutAddress() : null;
  redirect(elsewhere ?? "/sign-in?reason=signed-out");
}
