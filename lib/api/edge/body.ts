/**
 * Request bodies: bytes → JSON, strictly. Invariants: text that is not UTF-8 is refused, never repaired; and nothing is built of a
 * body before it has been counted how much that would be.
 */
import { isUtf8 } from "node:buffer";
import { KmsError } from "#lib/domain/errors";
import { exceededBound, type JsonBounds } from "#lib/domain/json-bounds";
import { quote } from "#lib/domain/policy/faults";
import { scanJson } from "#lib/domain/policy/json-scan";
import { toLineAndColumn } from "#lib/domain/policy/json-tree";

/** The largest legitimate body: an 8,192-character context and 4,096 bytes of data, every character as a \\u escape, with room to spare. */
export const BODY_LIMIT_BYTES = 128 * 1024;

export type BodyBounds = JsonBounds & { readonly bytes: number };

/** Of callers: a change of 1,000 keys and a context of some 1,100 pairs are the largest that make sense. */
export const CALLER_BOUNDS: BodyBounds = { bytes: BODY_LIMIT_BYTES, depth: 64, members: 6_000 };
/** Of strangers, who send a sign-in and nothing else: seven texts of at most 1,024 characters, which may all be escaped. */
export const STRANGER_BOUNDS: BodyBounds = { bytes: 48 * 1024, depth: 16, members: 64 };

/**
 * @param body raw bytes; none at all counts as an empty object, since every field may be optional
 * @throws KmsError `bodyNotJson`; `bodyTooLong`
 */
export function readJson(body: unknown, bounds: BodyBounds = CALLER_BOUNDS): unknown {
  if (!Buffer.isBuffer(body) || body.length === 0) return {};
  if (body.length > bounds.bytes) throw new KmsError("bodyTooLong", { message: `The request body is longer than ${bounds.bytes} bytes.` });
  if (!isUtf8(body)) throw new KmsError("bodyNotJson");
  const exceeded = exceededBound(body, bounds);
  if (exceeded === "depth") {
    throw new KmsError("bodyNotJson", { message: `The request body is nested too deeply: ${bounds.depth} levels are the most.` });
  }
  if (exceeded === "members") {
    throw new KmsError("bodyTooLong", { message: `The request body has too many members: ${bounds.members} are the most.` });
  }
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    throw new KmsError("bodyNotJson");
  }
}

/**
 * The same where no member may stand twice.
 * @throws KmsError as `readJson`; `bodyNotJson` with the place of the second
 */
export function readJsonOnce(body: unknown): unknown {
  const read = readJson(body);
  if (!Buffer.isBuffer(body)) return read;
  const text = body.toString("utf8");
  const scanned = scanJson(text, CALLER_BOUNDS.depth);
  if (!("fault" in scanned) || scanned.fault.code !== "memberTwice") return read;
  const { line, column } = toLineAndColumn(text, scanned.fault.start);
  throw new KmsError("bodyNotJson", {
    message: `${quote(scanned.fault.detail)} stands twice in the same object (line ${line}, column ${column}). Remove one of them.`,
  });
}
