/**
 * Passkeys (WebAuthn) of the console. Invariants: what an authenticator has signed counts only for a challenge of ours that the caller has
 * taken away before it asks here, for the console's own address and host, and for one credential; no maker's certificate is looked at,
 * since none is asked for and looking asks other machines; and whatever is wrong is one refusal.
 */
import { createHash } from "node:crypto";
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from "@simplewebauthn/server";
import { KmsError } from "#lib/domain/errors";
import type { RelyingParty } from "./relying-party";

/** How long a challenge is good for. */
export const CHALLENGE_LIFE_MS = 5 * 60 * 1000;
const CHALLENGE_BYTES = 32;

const RP_NAME = "KMS Console";
/** EdDSA, ES256, RS256 (COSE). */
const ALGORITHMS = [-8, -7, -257];

export type WebAuthnJson = Readonly<Record<string, unknown>>;

/** As it is kept. */
export type StoredCredential = {
  readonly credentialId: Uint8Array;
  /** COSE_Key. */
  readonly publicKey: Uint8Array;
  readonly counter: number;
  readonly transports: readonly string[];
};

type Known = Pick<StoredCredential, "credentialId" | "transports">;

/** What a browser is asked with, the challenge that is in there (base64url), and its SHA-256. */
export type Asked = { readonly options: WebAuthnJson; readonly challenge: string; readonly challengeHash: Buffer };

type RandomBytes = (length: number) => Uint8Array;

/** Loaded by the first who needs it: most processes never see a passkey. */
const webAuthn = () => import("@simplewebauthn/server");
const webAuthnHelpers = () => import("@simplewebauthn/server/helpers");

/** @param known those that the user has: no authenticator gives a second one */
export async function askForRegistration(
  rp: RelyingParty,
  user: { readonly id: string; readonly name: string },
  known: readonly Known[],
  randomBytes: RandomBytes,
): Promise<Asked> {
  const challenge = Uint8Array.from(randomBytes(CHALLENGE_BYTES));
  const { generateRegistrationOptions } = await webAuthn();
  const options = await generateRegistrationOptions({
    rpName: RP_NAME,
    rpID: rp.id,
    userName: user.name,
    userDisplayName: user.name,
    userID: Uint8Array.from(Buffer.from(user.id, "hex")),
    challenge,
    timeout: CHALLENGE_LIFE_MS,
    attestationType: "none",
    excludeCredentials: known.map(toDescriptor),
    authenticatorSelection: { residentKey: "preferred", userVerification: "preferred" },
    supportedAlgorithmIDs: ALGORITHMS,
  });
  return toAsked(options);
}

/** @param known those that the user has */
export async function askForAssertion(rp: RelyingParty, known: readonly Known[], randomBytes: RandomBytes): Promise<Asked> {
  const { generateAuthenticationOptions } = await webAuthn();
  const options = await generateAuthenticationOptions({
    rpID: rp.id,
    allowCredentials: known.map(toDescriptor),
    challenge: Uint8Array.from(randomBytes(CHALLENGE_BYTES)),
    timeout: CHALLENGE_LIFE_MS,
    userVerification: "preferred",
  });
  return toAsked(options);
}

function toAsked(options: object & { readonly challenge: string }): Asked {
  const { challenge } = options;
  return { options: { ...options }, challenge, challengeHash: hashChallenge(challenge) };
}

/**
 * The challenge that a browser's answer says it is for; null where it says none, or that it was asked for in a frame of another site.
 * Nothing of it is believed yet.
 */
export function challengeOf(answer: WebAuthnJson): { readonly challenge: string; readonly hash: Buffer } | null {
  try {
    const { clientDataJSON } = (answer as { response: { clientDataJSON: string } }).response;
    const { challenge, crossOrigin } = JSON.parse(Buffer.from(clientDataJSON, "base64url").toString("utf8")) as Record<string, unknown>;
    if (crossOrigin === true) return null;
    return typeof challenge === "string" && challenge !== "" ? { challenge, hash: hashChallenge(challenge) } : null;
  } catch {
    return null;
  }
}

/** The authenticator's own ID of the credential that an answer is made with; null where it names none. */
export function credentialIdOf({ id }: WebAuthnJson): Buffer | null {
  return typeof id === "string" && /^[A-Za-z0-9_-]{1,1400}$/.test(id) ? Buffer.from(id, "base64url") : null;
}

/** @param challenge one of ours, which was taken away for this answer @throws KmsError `passkeyRefused` */
export async function verifyRegistration(rp: RelyingParty, answer: WebAuthnJson, challenge: string): Promise<StoredCredential> {
  const { verifyRegistrationResponse } = await webAuthn();
  if (await isCertified(answer).catch(refuse)) throw new KmsError("passkeyRefused");
  const result = await verifyRegistrationResponse({
    response: answer as unknown as RegistrationResponseJSON,
    expectedChallenge: challenge,
    expectedOrigin: rp.origin,
    expectedRPID: rp.id,
    requireUserVerification: false,
    supportedAlgorithmIDs: ALGORITHMS,
  }).catch(refuse);
  if (!result.verified) throw new KmsError("passkeyRefused");
  const { id, publicKey, counter, transports } = result.registrationInfo.credential;
  return { credentialId: Buffer.from(id, "base64url"), publicKey, counter, transports: toTransports(transports) };
}

/** Whether an answer brings a certificate: browsers leave it out, unless the credential itself has signed, when they are not asked for one. */
async function isCertified(answer: WebAuthnJson): Promise<boolean> {
  const { decodeAttestationObject, isoBase64URL } = await webAuthnHelpers();
  const { attestationObject } = (answer as { response: { attestationObject: string } }).response;
  const decoded = decodeAttestationObject(isoBase64URL.toBuffer(attestationObject));
  const format = decoded.get("fmt");
  return format !== "none" && !(format === "packed" && decoded.get("attStmt").get("x5c") === undefined);
}

/**
 * @param challenge one of ours, which was taken away for this answer
 * @returns the authenticator's counter, which only grows where it counts at all
 * @throws KmsError `passkeyRefused`
 */
export async function verifyAssertion(
  rp: RelyingParty,
  answer: WebAuthnJson,
  challenge: string,
  { credentialId, publicKey, counter }: Pick<StoredCredential, "credentialId" | "publicKey" | "counter">,
): Promise<number> {
  const { verifyAuthenticationResponse } = await webAuthn();
  const result = await verifyAuthenticationResponse({
    response: answer as unknown as AuthenticationResponseJSON,
    expectedChallenge: challenge,
    expectedOrigin: rp.origin,
    expectedRPID: rp.id,
    credential: { id: toBase64Url(credentialId), publicKey: Uint8Array.from(publicKey), counter },
    requireUserVerification: false,
  }).catch(refuse);
  if (!result.verified || result.authenticationInfo.credentialID !== toBase64Url(credentialId)) throw new KmsError("passkeyRefused");
  return result.authenticationInfo.newCounter;
}

/** The library says by an exception what is wrong; to whoever shows it that is one thing. */
function refuse(cause: unknown): never {
  throw new KmsError("passkeyRefused", { cause });
}

function hashChallenge(challenge: string): Buffer {
  return createHash("sha256").update(challenge).digest();
}

function toDescriptor({ credentialId, transports }: Known): { id: string; transports: string[] } {
  return { id: toBase64Url(credentialId), transports: [...transports] };
}

const TRANSPORT_PATTERN = /^[a-z-]{1,32}$/;

/** What the browser says of how it reaches the authenticator: a hint for the next time, and nobody's proof. */
function toTransports(given: unknown): string[] {
  const named = Array.isArray(given)
    ? given.filter((name): name is string => typeof name === "string" && TRANSPORT_PATTERN.test(name))
    : [];
  return named.slice(0, 8);
}

function toBase64Url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64url");
}
