/** The seed of one-time codes, sealed by the token while it rests. */
import { createHash } from "node:crypto";
import type { Hsm } from "#lib/hsm/port";
import type { StoredMfa } from "#lib/store/identity/one-time-codes";

/** A seed that is put into another user's row does not open there. */
function labelOf(userId: string): string {
  return `one-time-code/${userId}`;
}

/** @param seed in base32 */
export function sealSeed(hsm: Hsm, userId: string, seed: string): Buffer {
  const bytes = Buffer.from(seed);
  try {
    return hsm.seal(labelOf(userId), bytes);
  } finally {
    bytes.fill(0);
  }
}

/** @returns base32 @throws KmsError `materialIntegrity` for one that was altered */
export function openSeed(hsm: Hsm, { userId, sealedSeed }: Pick<StoredMfa, "userId" | "sealedSeed">): string {
  const bytes = hsm.unseal(labelOf(userId), sealedSeed);
  try {
    return bytes.toString("ascii");
  } finally {
    bytes.fill(0);
  }
}

/** SHA-256 in hexadecimal of something random and secret, for a trace to tell it from others. */
export function digestOf(secret: string | Uint8Array): string {
  return createHash("sha256").update(secret).digest("hex");
}
