/**
 * A secret as a trace has it. It is of what is stored, which is a slow hash or sealed by the token: it tells nothing of the secret, and yet
 * whether what is stored later is the same.
 */
import { createHash } from "node:crypto";

/** @returns SHA-256 in hex */
export function storedDigest(stored: string | Uint8Array): string {
  return createHash("sha256").update(stored).digest("hex");
}
