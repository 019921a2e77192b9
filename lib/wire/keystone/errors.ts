/** How Keystone spells a refusal: by what a client can do about it, which is all that its clients read; titles are HTTP's own (RFC 9110 §15). */
import { ERRORS, type ErrorCode, type ErrorKind } from "#lib/domain/errors";

export type KeystoneSpelling = { readonly code: number; readonly title: string };

const BY_KIND: Readonly<Record<ErrorKind, KeystoneSpelling>> = {
  invalid: { code: 400, title: "Bad Request" },
  unauthenticated: { code: 401, title: "Unauthorized" },
  forbidden: { code: 403, title: "Forbidden" },
  notFound: { code: 404, title: "Not Found" },
  unsupported: { code: 405, title: "Method Not Allowed" },
  tooSlow: { code: 408, title: "Request Timeout" },
  taken: { code: 409, title: "Conflict" },
  tooMany: { code: 429, title: "Too Many Requests" },
  fault: { code: 500, title: "Internal Server Error" },
  unavailable: { code: 503, title: "Service Unavailable" },
};

export function keystoneSpelling(code: ErrorCode): KeystoneSpelling {
  return BY_KIND[ERRORS[code].kind];
}
