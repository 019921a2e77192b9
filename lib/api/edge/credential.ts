/** What a request shows to say who calls: `X-Auth-Token`, or a signature in `Authorization`. */
import type { FastifyRequest } from "fastify";
import type { Credential } from "#lib/iam/credential";
import { readSignature } from "#lib/iam/request-signature";
import { hashToken } from "#lib/iam/token";

const NO_BODY = Buffer.alloc(0);

/**
 * Null when the request shows nothing, or nothing of the right form. A token counts before a signature, also one of the wrong
 * form: a request speaks for one caller, and which one must not depend on what else is in it.
 */
export function readCredential(request: FastifyRequest, now: Date): Credential | null {
  const { headers, raw } = request;
  const token = headers["x-auth-token"];
  if (token !== undefined && token !== "") {
    const hash = typeof token === "string" ? hashToken(token) : null;
    if (hash === null) return null;
    return { kind: "token", hash, claimedProjectId: claim(headers["x-project-id"]), claimedAccountId: claim(headers["x-domain-id"]) };
  }
  if (headers.authorization === undefined) return null;
  // The raw forms: what Fastify was told to see is not what was signed.
  const body = Buffer.isBuffer(request.body) ? request.body : NO_BODY;
  return readSignature({ method: raw.method ?? "", target: raw.url ?? "", rawHeaders: raw.rawHeaders, body }, now);
}

/** Whether a request shows anything at all to say who calls. */
export function showsCredential({ headers }: FastifyRequest): boolean {
  return (headers["x-auth-token"] ?? "") !== "" || headers.authorization !== undefined;
}

/** Several of one header make a list, which is nobody's ID. */
function claim(header: string | string[] | undefined): string | null {
  return header === undefined || header === "" ? null : String(header);
}
