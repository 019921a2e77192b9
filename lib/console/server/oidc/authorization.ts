/** What is asked of the identity provider in the address that a browser is sent to. */
import "server-only";
import type { OidcSettings } from "../settings";

/** What a provider says of itself, as far as it decides on what it is asked for. */
export type ProviderOffer = { readonly scopes_supported?: readonly string[]; readonly claims_parameter_supported?: boolean };

/**
 * The scopes that hold the claims: `openid` and `profile`, `email` where that is the claim, and one named like the claim of the groups
 * where the provider has such a scope. Where it can be told which claims the ID token is to hold, it is.
 * @param isAnew whether whoever is signed in there already must show anew who they are
 */
export function authorizationParameters(settings: Pick<OidcSettings, "claim" | "groupsClaim">, offer: ProviderOffer, isAnew: boolean) {
  const { claim, groupsClaim } = settings;
  const claims = [claim, ...(groupsClaim === null ? [] : [groupsClaim])];
  const offered = claims.filter((name) => name !== "email" && offer.scopes_supported?.includes(name));
  const scopes = ["openid", "profile", ...(claims.includes("email") ? ["email"] : []), ...offered];
  return {
    scope: [...new Set(scopes)].join(" "),
    ...(offer.claims_parameter_supported && { claims: inIdToken([...claims, "auth_time"]) }),
    // The age makes the ID token say when, which the service goes by; not every provider heeds one of the two alone.
    ...(isAnew && { prompt: "login", max_age: "0" }),
  };
}

/** OpenID Connect Core 1.0, section 5.5: each is wanted, and none is essential. */
function inIdToken(claims: readonly string[]): string {
  return JSON.stringify({ id_token: Object.fromEntries(claims.map((name) => [name, null])) });
}
