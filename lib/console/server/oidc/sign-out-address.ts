/** Where the identity provider ends its own session (OpenID Connect RP-Initiated Logout 1.0). */
import "server-only";
import { buildEndSessionUrl } from "openid-client";
import { SIGNED_OUT_STATE } from "../../oidc";
import { oidcSettings, publicOrigin } from "../settings";
import { discover } from "./identity-provider";

/** Nobody waits longer to be signed out. */
const PATIENCE_SECONDS = 2;

/**
 * Without a hint, which would be an ID token in an address: the provider may ask the person.
 * @returns null where the provider has no such place, or does not answer
 */
export async function signOutAddress(): Promise<string | null> {
  const settings = oidcSettings();
  if (settings === null) return null;
  try {
    const config = await discover(settings, PATIENCE_SECONDS);
    if (config.serverMetadata().end_session_endpoint === undefined) return null;
    // Exactly as it is registered there: what is to be said rides in the state.
    const back = { post_logout_redirect_uri: `${publicOrigin()}/sign-in`, state: SIGNED_OUT_STATE };
    return buildEndSessionUrl(config, back).href;
  } catch {
    return null;
  }
}
