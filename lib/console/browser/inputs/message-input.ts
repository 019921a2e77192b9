/** What may be put into the Tool of a signing key: a text, or a digest in either of the forms in which digests are written. */
import { base64ByteCount, fromBase64, toBase64 } from "#lib/domain/base64";
import { HASHES, type HashName } from "#lib/domain/hash";
import { fromHex } from "#lib/domain/hex";
import { MESSAGE_MAX_BYTES, type MessageType } from "#lib/domain/signing-algorithm";
import { isWellFormed, utf8ByteCount } from "#lib/domain/text";
import { signWords } from "../../words/sign-words";
import { toolWords } from "../../words/tool-words";

/** Why the message cannot be sent; null where it can. */
export function messageRefusal(type: MessageType, hash: HashName, text: string): string | null {
  if (text.trim() === "" && (type === "DIGEST" || text === "")) return toolWords.empty;
  if (type === "DIGEST") return parseDigest(hash, text) === null ? signWords.digestWrong(hash) : null;
  if (!isWellFormed(text)) return toolWords.malformed;
  const over = utf8ByteCount(text) - MESSAGE_MAX_BYTES;
  return over > 0 ? signWords.tooLong(over) : null;
}

/** The message as the wire wants it: base64. Only for what is not refused. */
export function toWireMessage(type: MessageType, hash: HashName, text: string): string {
  const bytes = type === "DIGEST" ? (parseDigest(hash, text) ?? new Uint8Array()) : new TextEncoder().encode(text);
  return toBase64(bytes);
}

/** A digest in hexadecimal digits or base64, white space around or in it ignored; null where it is neither, or of another length. */
export function parseDigest(hash: HashName, text: string): Uint8Array | null {
  const { bytes } = HASHES[hash];
  const bare = text.replaceAll(/\s+/g, "");
  if (bare.length === 2 * bytes && /^[0-9a-fA-F]+$/.test(bare)) {
    return fromHex(bare);
  }
  if (base64ByteCount(bare) !== bytes) return null;
  return fromBase64(bare);
}

/** More than any signature in base64, wrapped over lines. */
const SIGNATURE_FILE_MAX_BYTES = 8192;

/**
 * Reads a signature from a file, be it the bytes themselves, as OpenSSL writes them, or their base64.
 * @returns base64
 * @throws Error with a sentence to show
 */
export async function readSignatureFile(file: Blob): Promise<string> {
  if (file.size > SIGNATURE_FILE_MAX_BYTES) throw new Error(toolWords.fileTooLong);
  const bytes = new Uint8Array(await file.arrayBuffer());
  const asText = String.fromCharCode(...bytes);
  const bare = asText.replaceAll(/\s+/g, "");
  if (bare !== "" && base64ByteCount(bare) !== null) return bare;
  // Taken for the bytes themselves, a right signature in another spelling would be called invalid.
  if (/^[A-Za-z0-9+/_=-]+$/.test(bare)) throw new Error(signWords.signatureSpelling);
  return toBase64(bytes);
}
