/**
 * That a password was looked at and right, for the answer to a challenge which was given out for it: the answer comes with the same
 * password, which need not be hashed slowly once more. Invariant: whoever has the database alone can try no password with it, since the
 * key is the challenge, 256 random bits of which the database has the hash.
 */
import { createHmac, timingSafeEqual } from "node:crypto";

/** What a challenge was given out for. */
export type ShownPassword = {
  readonly password: string;
  /** The stored hash that it was shown to fit: a password that was replaced meanwhile is shown anew. */
  readonly passwordHash: string;
};

/** @param challenge in base64url, as it was given out @returns 32 bytes, to be kept beside the challenge */
export function noteShown(challenge: string, { password, passwordHash }: ShownPassword): Buffer {
  return createHmac("sha256", challenge)
    .update(JSON.stringify(["password", passwordHash, password]))
    .digest();
}

/** @param noted by `noteShown`, for this very challenge */
export function wasShown(noted: Uint8Array, challenge: string, shown: ShownPassword): boolean {
  return noted.byteLength === 32 && timingSafeEqual(noted, noteShown(challenge, shown));
}
