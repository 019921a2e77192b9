/**
 * ECDSA signatures on the wire: DER `SEQUENCE { r INTEGER, s INTEGER }` (RFC 3279 §2.2.3); in the token: r ‖ s, each as long as
 * a coordinate. Invariant: one signature has one DER form; everything else is no signature.
 */

const SEQUENCE = 0x30;
const INTEGER = 0x02;

/** @param pair r ‖ s, both of the same length */
export function toDer(pair: Uint8Array): Uint8Array {
  const half = pair.length / 2;
  const body = [...toInteger(pair.subarray(0, half)), ...toInteger(pair.subarray(half))];
  // Two coordinates of 48 bytes stay below the 128 bytes from which on a length needs more than one byte.
  return Uint8Array.of(SEQUENCE, body.length, ...body);
}

/**
 * @param coordinateBytes length of r and of s: 32 or 48
 * @returns r ‖ s; null for what is not exactly the DER form of two positive numbers that fit. Whether they are below the order of
 *   the group is the token's to say.
 */
export function fromDer(der: Uint8Array, coordinateBytes: number): Uint8Array | null {
  if (der.length < 2 || der[0] !== SEQUENCE || der[1] !== der.length - 2 || der.length > 127 + 2) return null;
  const r = readInteger(der, 2, coordinateBytes);
  if (r === null) return null;
  const s = readInteger(der, r.end, coordinateBytes);
  if (s === null || s.end !== der.length) return null;
  const pair = new Uint8Array(2 * coordinateBytes);
  pair.set(r.value, coordinateBytes - r.value.length);
  pair.set(s.value, 2 * coordinateBytes - s.value.length);
  return pair;
}

function toInteger(bytes: Uint8Array): number[] {
  const first = bytes.findIndex((byte) => byte !== 0);
  const value = first < 0 ? [0] : [...bytes.subarray(first)];
  // A leading bit of 1 would be a minus.
  if ((value[0] ?? 0) >= 0x80) value.unshift(0);
  return [INTEGER, value.length, ...value];
}

function readInteger(der: Uint8Array, start: number, maxBytes: number): { value: Uint8Array; end: number } | null {
  const length = der[start + 1];
  if (der[start] !== INTEGER || length === undefined || length === 0 || length > maxBytes + 1) return null;
  const end = start + 2 + length;
  if (end > der.length) return null;
  const value = der.subarray(start + 2, end);
  const [first = 0, second = 0] = value;
  const isNegative = first >= 0x80;
  const isPadded = first === 0 && length > 1 && second < 0x80;
  const isZero = first === 0 && length === 1;
  if (isNegative || isPadded || isZero) return null;
  const positive = first === 0 ? value.subarray(1) : value;
  return positive.length > maxBytes ? null : { value: positive, end };
}
