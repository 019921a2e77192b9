/** What text may be stored or encrypted. Invariant: everything stored round-trips through UTF-8 and PostgreSQL. */

const encoder = new TextEncoder();

/** Length in characters (code points), which is what the guide's limits count. */
export function characterCount(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

/** Length in bytes of UTF-8. */
export function utf8ByteCount(text: string): number {
  return encoder.encode(text).length;
}

/** No lone surrogate: it would be replaced silently on its way through UTF-8. */
export function isWellFormed(text: string): boolean {
  return !/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?:[^\uD800-\uDBFF]|^)[\uDC00-\uDFFF]/.test(text);
}

/** Well-formed and free of NUL, which PostgreSQL text cannot hold. */
export function isStorable(text: string): boolean {
  return isWellFormed(text) && !text.includes("\0");
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The text that bytes are in UTF-8; null where they are none. */
export function fromUtf8(bytes: Uint8Array): string | null {
  try {
    return decoder.decode(bytes);
  } catch {
    return null;
  }
}

export function toUtf8(text: string): Uint8Array {
  return encoder.encode(text);
}

const MARKS = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/**
 * Text in which control characters, line ends, and marks that are not seen or turn the direction of writing stand as `\uXXXX`. What is
 * within a string of JSON stays the same string.
 */
export function escapeMarks(text: string): string {
  return text.replace(MARKS, (mark) =>
    Array.from({ length: mark.length }, (_none, index) => `\\u${mark.charCodeAt(index).toString(16).padStart(4, "0")}`).join(""),
  );
}
