/** Recovery codes: 80 random bits, for whoever has lost the authenticator. The database knows only their SHA-256. */
import { createHash } from "node:crypto";

/** That of base32: without 0 and 1, which look like O and I. */
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const CHARACTERS = 16;
const GROUP = 4;
const PATTERN = /^[A-Z2-7]{16}$/;

type RandomBytes = (length: number) => Uint8Array;

/** In groups of four: `ABCD-EFGH-IJKL-MNOP`. */
export function newRecoveryCode(randomBytes: RandomBytes): string {
  const characters = [...randomBytes(CHARACTERS)].map((byte) => ALPHABET[byte % ALPHABET.length]);
  return Array.from({ length: CHARACTERS / GROUP }, (_, group) => characters.slice(group * GROUP, (group + 1) * GROUP).join("")).join("-");
}

/**
 * SHA-256 (32 bytes) of a recovery code of this user, in whatever case and groups it was typed; null for what cannot be one. It is random
 * enough for a fast hash, and two users' hashes tell nothing of each other.
 */
export function hashRecoveryCode(userId: string, typed: string): Buffer | null {
  const code = typed.replace(/[\s-]/g, "").toUpperCase();
  return PATTERN.test(code) ? createHash("sha256").update(`recovery-code/${userId}/${code}`).digest() : null;
}
