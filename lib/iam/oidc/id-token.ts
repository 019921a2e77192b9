/**
 * The proof of an ID token (OpenID Connect Core 1.0 §3.1.3.7). Invariants: it is signed by a key that the issuer publishes, with an
 * asymmetric algorithm of the list here; it is of this issuer, for this client, and valid now; and it is an ID token, not another of the
 * issuer's tokens.
 */
import { createHash, timingSafeEqual } from "node:crypto";
import { type JWTPayload, type JWTVerifyGetKey, jwtVerify } from "jose";

/** With none of them a public key can be taken for a shared secret. */
const ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"];
/** By how much the issuer's clock may differ from ours. */
const LEEWAY_SECONDS = 5;
/** It proves a sign-in of today, whatever it says of its end. */
const OLDEST_SECONDS = 24 * 60 * 60;
const SUBJECT_MAX_CHARACTERS = 255;

export type IdTokenClaims = JWTPayload & { readonly sub: string };

export type Expected = {
  readonly issuer: string;
  readonly clientId: string;
  /** That the client has sent with its request to the issuer; undefined where it does not say. */
  readonly nonce: string | undefined;
  readonly now: Date;
};

/**
 * @param findKey gives keys of the issuer, and of nobody else
 * @returns its claims, all of which the issuer has signed
 * @throws Error that says what is wrong, for the log alone; whatever `findKey` throws
 */
export async function proveIdToken(
  idToken: string,
  findKey: JWTVerifyGetKey,
  { issuer, clientId, nonce, now }: Expected,
): Promise<IdTokenClaims> {
  const { payload, protectedHeader } = await jwtVerify(idToken, findKey, {
    issuer,
    audience: clientId,
    algorithms: ALGORITHMS,
    clockTolerance: LEEWAY_SECONDS,
    maxTokenAge: OLDEST_SECONDS,
    requiredClaims: ["exp", "iat", "sub"],
    currentDate: now,
  });
  const { typ } = protectedHeader;
  const { sub, aud, azp } = payload;
  if (typ !== undefined && typ.toLowerCase() !== "jwt") throw new Error("typ of the header is not JWT");
  // A logout token (Back-Channel Logout 1.0 §2.4), and what some issuers call an access token or a refresh token.
  if (payload.events !== undefined) throw new Error("it has the claim events");
  if (payload.typ !== undefined && payload.typ !== "ID") throw new Error("the claim typ is not ID");
  if (azp === undefined ? Array.isArray(aud) && aud.length > 1 : azp !== clientId) throw new Error("it was issued to another client");
  if (typeof sub !== "string" || sub.length === 0 || sub.length > SUBJECT_MAX_CHARACTERS) throw new Error("sub is not usable");
  if (nonce !== undefined && !isSame(nonce, payload.nonce)) throw new Error("nonce is another one");
  return { ...payload, sub };
}

function isSame(expected: string, found: unknown): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return typeof found === "string" && timingSafeEqual(digest(expected), digest(found));
}
