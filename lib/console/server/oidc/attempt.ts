/** One coming back from the identity provider: the code becomes an ID token, which the API makes a session of. Neither is kept. */
import "server-only";
import { authorizationCodeGrant, type Configuration } from "openid-client";
import { ERRORS } from "#lib/domain/errors";
import { KMS_ERRORS } from "#lib/wire/kms/errors";
import { ApiFailure } from "../../api-failure";
import type { OidcRefusal } from "../../oidc";
import { callApi } from "../api-client";
import { revokeSession } from "../revoke-session";
import { asSignedIn, type SignedIn } from "../sign-in-to-api";
import type { Flow } from "./flow";
import { tellOperator } from "./tell-operator";

/** What this browser's own flow began with, as next-auth has unsealed it. */
export type Checks = { readonly state?: string; readonly nonce?: string; readonly code_verifier?: string };

/** Clocks of the provider and of this machine may differ by so much (seconds). */
const CLOCK_TOLERANCE = 30;

/** Why nobody is signed in. */
export class OidcRefused extends Error {
  readonly refusal: OidcRefusal;

  constructor(refusal: OidcRefusal) {
    super(`The sign-in at the identity provider failed: ${refusal}.`);
    this.name = "OidcRefused";
    this.refusal = refusal;
  }
}

/**
 * @param cameBackTo the redirect URI with what the provider added to it
 * @throws OidcRefused
 */
export async function signInWithCode(config: Configuration, cameBackTo: URL, checks: Checks, flow: Flow): Promise<SignedIn> {
  const { state, nonce, code_verifier: verifier } = checks;
  if (!state || !nonce || !verifier) throw new OidcRefused("lost");
  if (cameBackTo.searchParams.get("state") !== state) throw new OidcRefused("lost");
  const expected = { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true };
  const tokens = await authorizationCodeGrant(config, cameBackTo, expected).catch((error: unknown) => {
    const refusal = refusalOf(error);
    if (refusal !== "lost") tellOperator("code", error);
    throw new OidcRefused(refusal);
  });
  if (flow.confirms !== null && !isAnew(tokens.claims()?.auth_time, flow.begunAt)) throw new OidcRefused("notAnew");
  const signedIn = await showToApi(tokens.id_token ?? "", nonce);
  if (flow.confirms === null || flow.confirms === signedIn.session.userId) return signedIn;
  await revokeSession(signedIn.session);
  throw new OidcRefused("someoneElse");
}

/** The API looks at everything once more, the signature too, which the console leaves to it. */
async function showToApi(idToken: string, nonce: string): Promise<SignedIn> {
  const body = { auth: { id_token: { id: idToken, nonce } } };
  const sent = { method: "POST", path: "/v3.0/OS-AUTH/id-token/tokens", body, identityProvider: "oidc" } as const;
  try {
    const { session, expiresAt } = asSignedIn(await callApi(sent));
    return { session: { ...session, isByProvider: true }, expiresAt };
  } catch (error) {
    if (error instanceof ApiFailure) throw new OidcRefused(apiRefusal(error));
    throw error;
  }
}

function apiRefusal({ failure: { status, code, message } }: ApiFailure): OidcRefusal {
  if (code === KMS_ERRORS.secondFactorAtProvider.code) return "factor";
  if (message === ERRORS.identityProviderUnavailable.message) return "down";
  if (status === 429) return "tooMany";
  return status >= 500 ? "unavailable" : "unknown";
}

/** @param authTime when the provider last asked who it is, in epoch seconds */
export function isAnew(authTime: unknown, begunAt: number): boolean {
  return typeof authTime === "number" && authTime >= begunAt - CLOCK_TOLERANCE;
}

/** The code was used before, or its time is over: the provider does not say which (RFC 6749, section 5.2). */
const USED = "invalid_grant";
/** What `fetch` and its time limit throw, and what openid-client makes of them. */
const UNANSWERED = ["OAUTH_TIMEOUT", "OAUTH_ABORT"];

/** What openid-client has thrown, as far as it tells the person what to do. */
export function refusalOf(error: unknown): OidcRefusal {
  const { code, error: word, cause } = (error ?? {}) as { code?: string; error?: string; cause?: unknown };
  if (word === USED) return "lost";
  if (UNANSWERED.includes(code ?? "") || (cause instanceof Response && cause.status >= 500)) return "down";
  // Nothing listens there, or its certificate is not believed.
  return error instanceof TypeError && cause !== undefined ? "down" : "refused";
}
