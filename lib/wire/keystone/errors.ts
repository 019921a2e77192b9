/** How Keystone spells a refusal: by what a client can do about it, which is all that its clients read. */
import { ERRORS, type ErrorCode, type ErrorKind } from "#lib/domain/errors";

export type KeystoneSpelling = { readonly code: number; readonly title: string };

const BY_KIND: Readonly<Record<ErrorKind, KeystoneSpelling>> = {
  invalid: { code: 400, title: "Bad Request" },
  unauthenticated: { code: 401, title: "Unauthorized" },
  forbidden: { code: 403, title: "Forbidden" },
  notFound: { code: 404, title: "Not Found" },
  unsupported: { code: 405, title: "Error" },
  tooSlow: { code: 408, title: "Error" },
  taken: { code: 409, title: "Error" },
  tooMany: { code: 429, title: "Error" },
  fault: { code: 500, title: "Error" },
  unavailable: { code: 503, title: "Error" },
};

export function keystoneSpelling(code: ErrorCode): KeystoneSpelling {
  return BY_KIND[ERRORS[code].kind];
}
