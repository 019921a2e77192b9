/**
 * Reads a request signed with an access key, in any of the three ways of api-reference §1.4, and verifies it once the secret is
 * at hand. Pure: it knows the request and the time, nothing else. Invariants: what is not exactly one of the known forms is no
 * credential; the body is always part of what was signed; the time is, so that a request cannot be repeated for long.
 */
import { timingSafeEqual } from "node:crypto";
import { canonicalRequests, sha256Hex } from "./canonical-request";
import type { SignatureCredential } from "./credential";
import { parseSignatureHeader, type SignatureHeader } from "./signature-header";
import { hmac, signingKey, stringToSign } from "./signing-key";

/** How far the client's clock may be from ours, either way (api-reference §1.3). */
export const SIGNATURE_SKEW_MS = 15 * 60 * 1000;

export type RawRequest = {
  readonly method: string;
  /** Path and query as on the request line. */
  readonly target: string;
  /** Names and values in turn, as they came. */
  readonly rawHeaders: readonly string[];
  /** Empty where there was none. */
  readonly body: Uint8Array;
};

const DATE_PATTERN = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;
/** What clients sign is far shorter; more would only be work. */
const SIGNED_VALUE_MAX = 2_048;
const TARGET_MAX = 8_192;
const DATE_HEADER = "x-sdk-date";
const HASH_HEADER = "x-sdk-content-sha256";
/** Besides the signed ones, headers that decide who calls or what was signed: each may come once. */
const SINGLE_HEADERS = ["authorization", "host", "content-type", "x-project-id", "x-domain-id", "x-security-token", HASH_HEADER];

/**
 * @returns null when the request is not signed, in a form that is not offered (other algorithms, temporary access keys, a body
 *   left out of the signature), malformed, or too old or too far ahead
 */
export function readSignature(request: RawRequest, now: Date): SignatureCredential | null {
  const headers = groupHeaders(request.rawHeaders);
  const authorization = headers.get("authorization")?.[0];
  if (authorization === undefined || authorization.length > SIGNED_VALUE_MAX || request.target.length > TARGET_MAX) return null;
  const header = parseSignatureHeader(authorization);
  if (header === null || !header.signedHeaders.includes(DATE_HEADER)) return null;
  for (const name of [...SINGLE_HEADERS, ...header.signedHeaders]) if ((headers.get(name)?.length ?? 0) > 1) return null;
  const signedHeaders = header.signedHeaders.map((name) => [name, headers.get(name)?.[0]] as const);
  if (!signedHeaders.every(isPresent) || signedHeaders.some(([, value]) => value.length > SIGNED_VALUE_MAX)) return null;
  const date = headers.get(DATE_HEADER)?.[0] ?? "";
  if (!isTimely(date, now) || !(header.way === "simple" || header.scope.startsWith(`${date.slice(0, 8)}/`))) return null;
  if (headers.has("x-security-token") || headers.get(HASH_HEADER)?.[0] === "UNSIGNED-PAYLOAD") return null;
  const signed: Signed = { request, header, signedHeaders, date, statedHash: headers.get(HASH_HEADER)?.[0] };
  return {
    kind: "signature",
    accessKey: header.accessKey,
    place: placeOf(header),
    claimedProjectId: headers.get("x-project-id")?.[0] || null,
    claimedAccountId: headers.get("x-domain-id")?.[0] || null,
    isSignedWith: (secret) => isSignedWith(signed, secret),
  };
}

/** What the scope says besides the day; the simple way has none. */
function placeOf({ scope }: SignatureHeader): { region: string; service: string } {
  const [, region = "", service = ""] = scope.split("/");
  return { region, service };
}

type Signed = {
  readonly request: RawRequest;
  readonly header: SignatureHeader;
  readonly signedHeaders: readonly (readonly [string, string])[];
  readonly date: string;
  readonly statedHash: string | undefined;
};

/** Nothing is hashed before an access key was found for the request. */
function isSignedWith({ request, header, signedHeaders, date, statedHash }: Signed, secret: Uint8Array): boolean {
  const payloadHash = sha256Hex(request.body);
  if (statedHash !== undefined && statedHash !== payloadHash) return false;
  const mayHaveQueryAsBody = header.way === "scoped" && request.method === "POST" && request.body.length === 0;
  const key = signingKey(header, secret);
  try {
    return canonicalRequests({ method: request.method, target: request.target, signedHeaders, payloadHash, mayHaveQueryAsBody }).some(
      (form) => timingSafeEqual(hmac(key, Buffer.from(stringToSign(header, date, sha256Hex(form)))), header.signature),
    );
  } finally {
    key.fill(0);
  }
}

function groupHeaders(rawHeaders: readonly string[]): Map<string, string[]> {
  const headers = new Map<string, string[]>();
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] ?? "").toLowerCase();
    const value = rawHeaders[index + 1] ?? "";
    const found = headers.get(name);
    if (found === undefined) headers.set(name, [value]);
    else found.push(value);
  }
  return headers;
}

function isPresent(header: readonly [string, string | undefined]): header is readonly [string, string] {
  return header[1] !== undefined;
}

function isTimely(date: string, now: Date): boolean {
  const [, year, month, day, hour, minute, second] = DATE_PATTERN.exec(date)?.map(Number) ?? [];
  if (year === undefined || month === undefined) return false;
  const time = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  // A day that no month has would otherwise roll over into the next.
  if (time.toISOString().replace(/[-:]|\.000/g, "") !== date) return false;
  return Math.abs(now.getTime() - time.getTime()) <= SIGNATURE_SKEW_MS;
}
