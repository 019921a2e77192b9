/** Request bodies: bytes → JSON, strictly. Invariant: text that is not UTF-8 is refused, never repaired. */
import { isUtf8 } from "node:buffer";
import { KmsError } from "#lib/domain/errors";

/** The largest legitimate body: an 8,192-character context and 4,096 bytes of data, every character as a \\u escape, with room to spare. */
export const BODY_LIMIT_BYTES = 128 * 1024;

/**
 * @param body raw bytes; none at all counts as an empty object, since every field may be optional
 * @throws KmsError `bodyNotJson`
 */
export function readJson(body: unknown): unknown {
  if (!Buffer.isBuffer(body) || body.length === 0) return {};
  if (!isUtf8(body)) throw new KmsError("bodyNotJson");
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    throw new KmsError("bodyNotJson");
  }
}
