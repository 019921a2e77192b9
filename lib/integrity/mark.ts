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

/** A mark as the token has it. */
export type KeptMark = Mark & {
  /** What was sealed when it was written: 1 keys, 2 keys and people. Nobody can make the token forget that. */
  readonly format: 1 | 2;
};

const FORMAT = 2;
/** Format 1 byte, incarnation 4, number 8, time in ms 8; big-endian. */
const BYTES = 21;

/** @param format of a version before, for what it has written */
export function encodeMark({ incarnation, number, at }: Mark, format: KeptMark["format"] = FORMAT): Buffer {
  const bytes = Buffer.alloc(BYTES);
  bytes.writeUInt8(format, 0);
  bytes.writeUInt32BE(incarnation, 1);
  bytes.writeBigUInt64BE(number, 5);
  bytes.writeBigUInt64BE(BigInt(at.getTime()), 13);
  return bytes;
}

/** null for what is no mark of these formats. */
export function decodeMark(bytes: Uint8Array): KeptMark | null {
  const [format] = bytes;
  if (bytes.byteLength !== BYTES || (format !== 1 && format !== 2)) return null;
  const buffer = Buffer.from(bytes);
  const at = new Date(Number(buffer.readBigUInt64BE(13)));
  if (Number.isNaN(at.getTime())) return null;
  return { format, incarnation: buffer.readUInt32BE(1), number: buffer.readBigUInt64BE(5), at };
}

/** Whether `one` is before `other`, times aside. */
export function isBefore(one: Mark, other: Mark): boolean {
  return one.incarnation < other.incarnation || (one.incarnation === other.incarnation && one.number < other.number);
}
