/**
 * How much JSON may be built from a body. Everything is counted in one pass over the bytes, before a parser makes objects of them:
 * a short text may hold tens of thousands of them. Invariant: whatever a parser would build before it fails has been counted.
 */

export type JsonBounds = {
  /** Objects and arrays within each other. */
  readonly depth: number;
  /** Members of objects and items of arrays, all together. */
  readonly members: number;
};

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** @returns what there is too much of, or null; says nothing about whether the bytes are JSON at all */
export function exceededBound(json: Uint8Array, bounds: JsonBounds): keyof JsonBounds | null {
  let depth = 0;
  let members = 0;
  let isInString = false;
  for (let index = 0; index < json.length; index += 1) {
    const byte = json[index];
    if (isInString) {
      if (byte === BACKSLASH) index += 1;
      else if (byte === QUOTE) isInString = false;
    } else if (byte === QUOTE) {
      isInString = true;
    } else if (byte === OPEN_ARRAY || byte === OPEN_OBJECT) {
      depth += 1;
      members += 1;
      if (depth > bounds.depth) return "depth";
      if (members > bounds.members) return "members";
    } else if (byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) {
      depth -= 1;
    } else if (byte === COMMA) {
      members += 1;
      if (members > bounds.members) return "members";
    }
  }
  return null;
}
