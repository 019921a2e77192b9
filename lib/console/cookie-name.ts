/**
 * Names of this console's cookies, the same on the server and in the browser. Browsers share cookies between all ports of a host name,
 * so the public URL's port is part of each name. Invariant: no name is the beginning of another console's, because next-auth
 * takes whatever begins with its name for a part of its own cookie.
 */

/** Of next-auth, and what the browser is known by: scripts cannot read them. The last four live while a person is at the identity provider. */
type SealedPurpose = "session" | "csrf" | "callback" | "device" | "oidc-state" | "oidc-pkce" | "oidc-nonce" | "oidc-flow";
/** A person's choices. */
type ChoicePurpose = "theme" | "project" | "shortcuts" | "nav" | "columns" | "density" | "client" | "steps";
export type CookiePurpose = SealedPurpose | ChoicePurpose;

const PORTS: Readonly<Record<string, string>> = { "http:": "80", "https:": "443" };

/**
 * `__Host-` binds a cookie to this very host, but browsers take it only over TLS.
 * @param origin public origin of the console; in the browser that of the page
 */
export function cookieName(purpose: CookiePurpose, origin: string): string {
  const { protocol, port } = new URL(origin);
  return `${protocol === "https:" ? "__Host-" : ""}kms.${port || PORTS[protocol]}.${purpose}`;
}
