/**
 * Identifiers. Key IDs are lower-case UUIDs of 36 characters; account, project, user and group IDs are 32 hex characters
 * (api-reference §2.0 and §1.5). Invariant: an ID is random and tells nothing about what it names.
 */

/** Syntax of a key ID on the wire: the published pattern admits letters beyond f (api-reference §2.0). */
export const KEY_ID_PATTERN = /^[0-9a-z]{8}-[0-9a-z]{4}-[0-9a-z]{4}-[0-9a-z]{4}-[0-9a-z]{12}$/;
export const KEY_ID_BYTES = 36;

/** A fresh key ID: UUID version 4, lower case. */
export function newKeyId(): string {
  return globalThis.crypto.randomUUID();
}

/** Syntax of account, project, user and group IDs. */
export const HEX_ID_PATTERN = /^[0-9a-f]{32}$/;

/** A fresh account, project, user or group ID: 32 lower-case hex characters. */
export function newHexId(): string {
  return globalThis.crypto.randomUUID().replaceAll("-", "");
}

/** Syntax of an access key's name. */
export const ACCESS_KEY_PATTERN = /^[A-Z0-9]{20}$/;

/** Syntax of a grant ID: 64 hex characters; made in lower case. */
export const GRANT_ID_PATTERN = /^[0-9a-fA-F]{64}$/;

/** A fresh grant ID: 64 lower-case hex characters. */
export function newGrantId(): string {
  return newHexId() + newHexId();
}
