/**
 * Sign-in through next-auth: account, user name and password become an unscoped API token inside the encrypted cookie. What an identity
 * provider says becomes one too (`oidc/`).
 */
import "server-only";
import type { AuthOptions, User } from "next-auth";
import CredentialsProvider from "next-auth/providers/credentials";
import { KMS_ERRORS } from "#lib/wire/kms/errors";
import { ApiFailure } from "../api-failure";
import { secondFactorError } from "../second-factor";
import { keepAsked } from "./asked-passkeys";
import { revokeSession } from "./revoke-session";
import { findSession, type Session, type SessionClaims } from "./session";
import { isSecure, ownCookieName, sessionSecret } from "./settings";
import { SecondFactorNeeded, signInToApi } from "./sign-in-to-api";

/** The API's tokens live 24 hours; the cookie never outlives them. */
const SESSION_SECONDS = 24 * 60 * 60;

/** A word of which the sign-in page knows the meaning. */
function wordOf({ status, code }: ApiFailure["failure"]): string {
  if (status === 429) return "TooMany";
  return code === KMS_ERRORS.materialIntegrity.code ? "Altered" : "Unavailable";
}

type SignedIn = User & { kms: Session; expiresAt: number };

/** Built per request, because the settings come from the environment of the running process and not of the build. */
export function authOptions(): AuthOptions {
  return {
    secret: sessionSecret(),
    session: { strategy: "jwt", maxAge: SESSION_SECONDS, updateAge: SESSION_SECONDS },
    pages: { signIn: "/sign-in", error: "/sign-in", signOut: "/sign-in" },
    useSecureCookies: isSecure(),
    cookies: {
      sessionToken: { name: ownCookieName("session"), options: { httpOnly: true, sameSite: "lax", path: "/", secure: isSecure() } },
      csrfToken: {
        name: ownCookieName("csrf"),
        options: { httpOnly: true, sameSite: "strict", path: "/", secure: isSecure() },
      },
      callbackUrl: {
        name: ownCookieName("callback"),
        options: { httpOnly: true, sameSite: "lax", path: "/", secure: isSecure() },
      },
    },
    providers: [
      CredentialsProvider({
        credentials: { account: {}, userName: {}, password: {}, passcode: {}, assertion: {} },
        async authorize(given) {
          const credentials = {
            // No name of an account or user has blanks at its ends; a password may.
            account: given?.account?.trim() ?? "",
            userName: given?.userName?.trim() ?? "",
            password: given?.password ?? "",
            passcode: given?.passcode,
            assertion: given?.assertion,
          };
          try {
            const { session, expiresAt } = await signInToApi(credentials);
            return { id: session.userId, kms: session, expiresAt } satisfies SignedIn;
          } catch (error) {
            // Words, of which the sign-in page knows the meaning: what would do as a second factor.
            if (error instanceof SecondFactorNeeded) {
              if (error.passkey !== null) keepAsked(credentials, error.passkey);
              throw new Error(secondFactorError(error.methods));
            }
            if (error instanceof ApiFailure && error.failure.status < 500 && error.failure.status !== 429) return null;
            // The text becomes part of the reply's URL: a word, never the cause.
            throw new Error(error instanceof ApiFailure ? wordOf(error.failure) : "Unavailable");
          }
        },
      }),
    ],
    callbacks: {
      jwt({ token, user }) {
        const signedIn = user as SignedIn | undefined;
        if (!signedIn) return token;
        return { sub: signedIn.id, kms: signedIn.kms, expiresAt: signedIn.expiresAt } satisfies SessionClaims;
      },
      /** What the browser may ask for: the name, never the token. */
      session({ session, token }) {
        const claims = token as SessionClaims;
        return { expires: session.expires, user: { name: claims.kms?.userName ?? "" } };
      },
    },
    events: {
      /** One browser has one session: what was there before is nobody's any more. */
      async signIn({ user }) {
        const before = await findSession();
        if (before !== null && before.apiToken !== (user as SignedIn).kms.apiToken) await revokeSession(before);
      },
      /** next-auth's own way to sign out ends the session too. */
      async signOut({ token }) {
        const { kms } = (token ?? {}) as SessionClaims;
        if (kms !== undefined) await revokeSession(kms);
      },
    },
    // next-auth's own log can hold the request: errors are counted by status, not described.
    logger: { error: () => {}, warn: () => {}, debug: () => {} },
  };
}
