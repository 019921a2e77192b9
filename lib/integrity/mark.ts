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

/** The tree of the audit log as it was signed last. */
export type SealedTree = {
  /** Leaves, one at least. */
  readonly size: number;
  /** 32 bytes. */
  readonly root: Buffer;
};

/** A mark as the token has it. */
export type KeptMark = Mark & {
  /** What was sealed when it was written: 1 keys, 2 keys and people, 3 the audit log too. Nobody can make the token forget that. */
  readonly format: 1 | 2 | 3;
  /** null where none was signed yet, or since an operator has accepted another database. */
  readonly tree: SealedTree | null;
};

/** Of the row, and of the token before there was a sealed log. */
const ROW_FORMAT = 2;
/** Format 1 byte, incarnation 4, number 8, time in ms 8; big-endian. */
const ROW_BYTES = 21;
const FORMAT = 3;
/** The same, and behind it the size of the tree 8 and its root 32: so the order is that of changes first. */
const BYTES = ROW_BYTES + 8 + 32;

/** As the row of the database is authenticated. @param format of a version before, for what it has written */
export function encodeMark({ incarnation, number, at }: Mark, format: KeptMark["format"] = ROW_FORMAT): Buffer {
  const bytes = Buffer.alloc(ROW_BYTES);
  bytes.writeUInt8(format, 0);
  bytes.writeUInt32BE(incarnation, 1);
  bytes.writeBigUInt64BE(number, 5);
  bytes.writeBigUInt64BE(BigInt(at.getTime()), 13);
  return bytes;
}

/** As the token keeps it. */
export function encodeKeptMark(mark: Mark, tree: SealedTree | null): Buffer {
  const bytes = Buffer.concat([encodeMark(mark, FORMAT), Buffer.alloc(BYTES - ROW_BYTES)]);
  if (tree !== null) {
    bytes.writeBigUInt64BE(BigInt(tree.size), ROW_BYTES);
    bytes.set(tree.root, ROW_BYTES + 8);
  }
  return bytes;
}

/** null for what is no mark of these formats. */
export function decodeMark(bytes: Uint8Array): KeptMark | null {
  const [format] = bytes;
  if (format !== 1 && format !== 2 && format !== 3) return null;
  if (bytes.byteLength !== (format === FORMAT ? BYTES : ROW_BYTES)) return null;
  const buffer = Buffer.from(bytes);
  const at = new Date(Number(buffer.readBigUInt64BE(13)));
  if (Number.isNaN(at.getTime())) return null;
  const size = format === FORMAT ? Number(buffer.readBigUInt64BE(ROW_BYTES)) : 0;
  const tree = size === 0 ? null : { size, root: buffer.subarray(ROW_BYTES + 8) };
  return { format, incarnation: buffer.readUInt32BE(1), number: buffer.readBigUInt64BE(5), at, tree };
}

/** Whether `one` is before `other`, times aside. */
export function isBefore(one: Mark, other: Mark): boolean {
  return one.incarnation < other.incarnation || (one.incarnation === other.incarnation && one.number < other.number);
}
