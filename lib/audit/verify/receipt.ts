/**
 * Receipts: that a row is in the log, for whoever has no export (c2sp.org/tlog-proof). The row itself is the `extra` line. Nothing
 * vouches for that line by itself; the verifier hashes it into the leaf, and the proof of that leaf does.
 */
import { type Checkpoint, parseCheckpoint } from "./checkpoint";
import { fromBase64, fromDecimal, fromUtf8, toBase64, Unverified } from "./encoding";
import { isCount } from "./plan";
import { verifyInclusion } from "./proof";
import { HASH_BYTES, leafHash } from "./tree";

export const RECEIPT_HEADER = "c2sp.org/tlog-proof@v1";

const MOST_RECEIPT_BYTES = 2 * 1024 * 1024;
/** A tree of 2^53 leaves has no longer path. */
const MOST_HASHES = 53;

export type Receipt = {
  /** The canonical row. */
  readonly leaf: Buffer;
  readonly index: number;
  /** Siblings from the leaf to the root. */
  readonly proof: readonly Buffer[];
  readonly checkpoint: Checkpoint;
};

export type ReceiptParts = {
  readonly leaf: Uint8Array;
  readonly index: number;
  /** As `inclusionPlan` orders them. */
  readonly proof: readonly Uint8Array[];
  /** The signed note, as it was published. */
  readonly checkpoint: string;
};

/** @returns the text of the file; to be called `….tlog-proof` */
export function formatReceipt({ leaf, index, proof, checkpoint }: ReceiptParts): string {
  if (!isCount(index)) throw new RangeError(`no index of a leaf: ${index}`);
  const lines = [RECEIPT_HEADER, `extra ${toBase64(leaf)}`, `index ${index}`, ...proof.map(toBase64), ""];
  return `${lines.join("\n")}\n${checkpoint}`;
}

/** @throws Unverified where it is none; nothing is verified yet */
export function parseReceipt(bytes: Uint8Array): Receipt {
  if (bytes.length > MOST_RECEIPT_BYTES) throw new Unverified(`a receipt is at most ${MOST_RECEIPT_BYTES} bytes long`);
  const text = fromUtf8(bytes);
  const end = text?.indexOf("\n\n") ?? -1;
  if (text === null || end < 0) throw new Unverified("a receipt is UTF-8, with an empty line before its checkpoint");
  const [header, extra = "", place = "", ...hashes] = text.slice(0, end).split("\n", MOST_HASHES + 4);
  if (header !== RECEIPT_HEADER) throw new Unverified(`a receipt begins with ${RECEIPT_HEADER}`);
  const leaf = extra.startsWith("extra ") ? fromBase64(extra.slice("extra ".length)) : null;
  const index = place.startsWith("index ") ? fromDecimal(place.slice("index ".length)) : null;
  const proof = hashes.map(fromBase64).filter((hash): hash is Buffer => hash?.length === HASH_BYTES);
  if (leaf === null) throw new Unverified("the second line of a receipt is extra and the base64 of the row");
  if (index === null) throw new Unverified("the third line of a receipt is index and the row's index");
  if (proof.length !== hashes.length || proof.length > MOST_HASHES) throw new Unverified("the path of a receipt is not one of hashes");
  return { leaf, index, proof, checkpoint: parseCheckpoint(Buffer.from(text.slice(end + 2))) };
}

/**
 * Makes sure that the row is where the receipt says.
 *
 * @param trust throws where the checkpoint is not to be trusted
 * @throws Unverified
 */
export function verifyReceipt(receipt: Receipt, trust: (checkpoint: Checkpoint) => void): void {
  const { leaf, index, proof, checkpoint } = receipt;
  trust(checkpoint);
  if (!verifyInclusion({ leaf: leafHash(leaf), index, size: checkpoint.size, proof, root: checkpoint.root })) {
    throw new Unverified(`the row of the receipt is not at index ${index} of the log: row, index or path was changed`);
  }
}
