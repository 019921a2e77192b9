/**
 * The high-water mark: up to which change the database had come when the token was last told. The token keeps it, out of reach of whoever
 * can write to the database. Invariant: of two marks the later is the greater as bytes too, since a token compares nothing else.
 */

export type Mark = {
  /** Counts up when an operator accepts an older database. */
  readonly incarnation: number;
  /** The highest number of a change that the database had. */
  readonly number: bigint;
  /** When it was written; decides nothing. */
  readonly at: Date;
};

const FORMAT = 1;
/** Format 1 byte, incarnation 4, number 8, time in ms 8; big-endian. */
const BYTES = 21;

export function encodeMark({ incarnation, number, at }: Mark): Buffer {
  const bytes = Buffer.alloc(BYTES);
  bytes.writeUInt8(FORMAT, 0);
  bytes.writeUInt32BE(incarnation, 1);
  bytes.writeBigUInt64BE(number, 5);
  bytes.writeBigUInt64BE(BigInt(at.getTime()), 13);
  return bytes;
}

/** null for what is no mark of this format. */
export function decodeMark(bytes: Uint8Array): Mark | null {
  if (bytes.byteLength !== BYTES || bytes[0] !== FORMAT) return null;
  const buffer = Buffer.from(bytes);
  const at = new Date(Number(buffer.readBigUInt64BE(13)));
  if (Number.isNaN(at.getTime())) return null;
  return { incarnation: buffer.readUInt32BE(1), number: buffer.readBigUInt64BE(5), at };
}

/** Whether `one` is before `other`, times aside. */
export function isBefore(one: Mark, other: Mark): boolean {
  return one.incarnation < other.incarnation || (one.incarnation === other.incarnation && one.number < other.number);
}
