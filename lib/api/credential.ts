/** What a request shows to say who calls: `X-Auth-Token`, or a signature in `Authorization`. */
import type { FastifyRequest } from "fastify";
import type { Credential } from "#lib/iam/credential";
import { hashToken } from "#lib/iam/token";

/** Null when the request shows nothing, or nothing of the right form. */
export function readCredential(request: FastifyRequest, _now: Date): Credential | null {
  const token = request.headers["x-auth-token"];
  const hash = typeof token === "string" ? hashToken(token) : null;
  return hash === null ? null : { kind: "token", hash };
}
