/** The console process's settings. It holds no HSM PIN and no database credentials (design: two processes). */
import "server-only";
import { type CookiePurpose, cookieName } from "../cookie-name";

/** Base URL of the API as this process reaches it, without a slash at its end. */
export function apiUrl(): string {
  return (process.env.KMS_API_URL ?? "http://127.0.0.1:8000").replace(/\/$/, "");
}

/** Base URL of the API as people and programs reach it, without a slash at its end. */
export function publicApiUrl(): string {
  return (process.env.KMS_PUBLIC_API_URL ?? apiUrl()).replace(/\/$/, "");
}

/** Shared with the API: proves that a call comes from this console, so that its traces say so. */
export function consoleSecret(): string {
  return process.env.KMS_CONSOLE_SECRET ?? "";
}

/** Encrypts the session cookie. @throws Error when the process was started without it */
export function sessionSecret(): string {
  const secret = process.env.NEXTAUTH_SECRET;
  if (!secret) throw new Error("NEXTAUTH_SECRET is not set.");
  return secret;
}

/** Origin under which browsers reach the console, whatever a proxy passes on. */
export function publicOrigin(): string {
  const url = process.env.NEXTAUTH_URL ?? process.env.KMS_CONSOLE_URL ?? "http://127.0.0.1:3000";
  return new URL(url).origin;
}

/** Whether browsers come over TLS: decides on `Secure`, `__Host-` and HSTS. */
export function isSecure(): boolean {
  return publicOrigin().startsWith("https:");
}

/** Name of a cookie of this console. */
export function ownCookieName(purpose: CookiePurpose): string {
  return cookieName(purpose, publicOrigin());
}

/** Whether HSTS shall hold for the host names below this one too, which may be other people's. */
export function isHstsForSubdomains(): boolean {
  return process.env.KMS_HSTS_SUBDOMAINS === "1";
}

/** Whether the sheet of all parts is served, for whoever builds the console. */
export function isGalleryShown(): boolean {
  return process.env.KMS_DEV_GALLERY === "1";
}

/** Where people's identity provider is, and who this console is to it. The secret leaves this process for the provider alone. */
export type OidcSettings = {
  /** As it was configured: https, or http on loopback. */
  readonly issuer: URL;
  readonly clientId: string;
  /** Null of a public client, which proves itself by PKCE alone. */
  readonly clientSecret: string | null;
  /** Names of the claims that the API reads; null where groups are not looked at. */
  readonly claim: string;
  readonly groupsClaim: string | null;
};

/** @returns null where people do not sign in with OpenID Connect */
export function oidcSettings(): OidcSettings | null {
  const { KMS_OIDC_ISSUER: issuer, KMS_OIDC_CLIENT_ID: clientId, KMS_OIDC_CLIENT_SECRET: secret } = process.env;
  if (!issuer || !clientId) return null;
  const { KMS_OIDC_CLAIM: claim, KMS_OIDC_GROUPS_CLAIM: groupsClaim } = process.env;
  return {
    issuer: new URL(issuer),
    clientId,
    clientSecret: secret || null,
    claim: claim || "preferred_username",
    groupsClaim: groupsClaim || null,
  };
}
