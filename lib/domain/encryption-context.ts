/**
 * The caller's context, bound to a ciphertext as additional authenticated data (AAD).
 * Invariant: equal contexts give equal bytes whatever the order of their pairs (RFC 8785: members sorted by UTF-16 code units).
 */
import { isWellFormed, utf8ByteCount } from "./text";

export type EncryptionContext = Readonly<Record<string, string>>;

export const CONTEXT_MAX_CHARACTERS = 8192;
export const ADDITIONAL_DATA_MAX_BYTES = 128;

/** RFC 8785 form of an object of strings. `JSON.stringify` of a string is already the RFC's form for well-formed text. */
export function canonicalContext(context: EncryptionContext): string {
  const members = Object.keys(context)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${JSON.stringify(context[name])}`);
  return `{${members.join(",")}}`;
}

/** Whether this is an object of string pairs within the limit. */
export function isEncryptionContext(value: unknown): value is EncryptionContext {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const context = value as Record<string, unknown>;
  // Cheap and first: sorting and quoting a huge object must not cost more than refusing it.
  let characters = 0;
  for (const name in context) {
    const text = context[name];
    if (typeof text !== "string") return false;
    characters += name.length + text.length;
    if (characters > CONTEXT_MAX_CHARACTERS) return false;
  }
  const sound = Object.entries(context).every(([name, text]) => typeof text === "string" && isWellFormed(name) && isWellFormed(text));
  return sound && canonicalContext(context as EncryptionContext).length <= CONTEXT_MAX_CHARACTERS;
}

/** Whether this is a string of at most 128 bytes in UTF-8. */
export function isAdditionalData(value: unknown): value is string {
  return typeof value === "string" && isWellFormed(value) && utf8ByteCount(value) <= ADDITIONAL_DATA_MAX_BYTES;
}
