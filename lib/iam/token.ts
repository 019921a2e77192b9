/** Tokens: 32 random bytes, opaque to clients; the database knows only their SHA-256, so a copy of it signs nobody in. */
import { createHash, randomBytes } from "node:crypto";

/** Life of a token (api-reference §1.5). */
export const TOKEN_LIFE_MS = 24 * 60 * 60 * 1000;

const TOKEN_PATTERN = /^kms_[A-Za-z0-9_-]{43}$/;

/** A fresh token: `kms_` and 43 base64url characters. The prefix lets secret scanners find leaked ones. */
export function newToken(): string {
  return `kms_${randomBytes(32).toString("base64url")}`;
}

/** SHA-256 (32 bytes) of a well-formed token; null for anything else. */
export function hashToken(token: string | undefined): Buffer | null {
  return token !== undefined && TOKEN_PATTERN.test(token) ? createHash("sha256").update(token).digest() : null;
}
