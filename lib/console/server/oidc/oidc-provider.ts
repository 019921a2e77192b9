/** OpenID Connect as next-auth's provider: it begins a flow and seals state, nonce and code verifier; what comes back is looked at here. */
import "server-only";
import type { User } from "next-auth";
import type { OAuthConfig } from "next-auth/providers/oauth";
import type { Configuration } from "openid-client";
import type { SignedIn } from "../sign-in-to-api";
import type { Checks } from "./attempt";

export const OIDC = "oidc";

/** @throws Error for an address that no browser is sent to */
function requireWebAddress(address: string | undefined, allowed: string): string {
  const { protocol } = new URL(address ?? "");
  if (protocol !== "https:" && protocol !== allowed) throw new Error("The identity provider names an address that is no web page.");
  return address ?? "";
}

/**
 * @param config what the provider says of itself now
 * @param params of the authorization request
 * @param signIn makes a session of what came back; what it throws ends the attempt
 */
export function oidcProvider(
  config: Configuration,
  params: Readonly<Record<string, string>>,
  signIn: (checks: Checks) => Promise<SignedIn>,
): OAuthConfig<{ sub: string }> {
  const { issuer, authorization_endpoint: address } = config.serverMetadata();
  let signedIn: SignedIn | null = null;
  return {
    id: OIDC,
    name: "OpenID Connect",
    type: "oauth",
    issuer,
    clientId: config.clientMetadata().client_id,
    checks: ["pkce", "state", "nonce"],
    idToken: true,
    authorization: { url: requireWebAddress(address, new URL(issuer).protocol), params: { ...params } },
    token: {
      async request({ checks }) {
        signedIn = await signIn(checks as Checks);
        // next-auth keeps what it is given here beside the account: nothing.
        return { tokens: {} };
      },
    },
    userinfo: { request: async () => ({ sub: signedIn?.session.userId ?? "" }) },
    profile: ({ sub }) => ({ id: sub, kms: signedIn?.session, expiresAt: signedIn?.expiresAt }) as User,
  };
}
