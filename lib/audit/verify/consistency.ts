/**
 * Proofs that a checkpoint grew out of an older one, as a file: the very text that witnesses are asked with (c2sp.org/tlog-witness,
 * add-checkpoint): how many rows the older one has, the path, and the newer checkpoint.
 */
import { type Checkpoint, parseCheckpoint, type TreeHead } from "./checkpoint";
import { fromBase64, fromDecimal, fromUtf8, toBase64, Unverified } from "./encoding";
import { isCount } from "./plan";
import { verifyConsistency } from "./proof";
import { HASH_BYTES } from "./tree";

export const CONSISTENCY_START = "old ";

const MOST_BYTES = 1024 * 1024;
/** By tlog-witness; a tree of 2^53 leaves needs fewer. */
const MOST_HASHES = 63;

export type Consistency = {
  /** Leaves of the older tree. */
  readonly old: number;
  /** As `consistencyPlan` orders them. */
  readonly proof: readonly Buffer[];
  readonly checkpoint: Checkpoint;
};

/** @param checkpoint the newer signed note, as it was published */
export function formatConsistency(old: number, proof: readonly Uint8Array[], checkpoint: string): string {
  if (!isCount(old)) throw new RangeError(`no size of a tree: ${old}`);
  return `${[`${CONSISTENCY_START}${old}`, ...proof.map(toBase64), ""].join("\n")}\n${checkpoint}`;
}

/** @throws Unverified where it is none; nothing is verified yet */
export function parseConsistency(bytes: Uint8Array): Consistency {
  const text = bytes.length > MOST_BYTES ? null : fromUtf8(bytes);
  const end = text?.indexOf("\n\n") ?? -1;
  if (text === null || end < 0) throw new Unverified("a proof of consistency is UTF-8, with an empty line before its checkpoint");
  const [first = "", ...lines] = text.slice(0, end).split("\n", MOST_HASHES + 2);
  const old = first.startsWith(CONSISTENCY_START) ? fromDecimal(first.slice(CONSISTENCY_START.length)) : null;
  const proof = lines.map(fromBase64).filter((hash): hash is Buffer => hash?.length === HASH_BYTES);
  if (old === null) throw new Unverified("the first line of a proof of consistency is old and the size of the older tree");
  if (proof.length !== lines.length || proof.length > MOST_HASHES) throw new Unverified("the path of the proof is not one of hashes");
  return { old, proof, checkpoint: parseCheckpoint(Buffer.from(text.slice(end + 2))) };
}

/**
 * Makes sure that the log grew out of what is remembered of it.
 *
 * @param since the older head, which is trusted
 * @param trust throws where the newer checkpoint is not to be trusted
 * @throws Unverified
 */
export function verifyGrowth({ old, proof, checkpoint }: Consistency, since: TreeHead, trust: (checkpoint: Checkpoint) => void): void {
  trust(checkpoint);
  if (old !== since.size) throw new Unverified(`the proof is about a checkpoint of ${old} rows, and the remembered one has ${since.size}`);
  if (since.size > checkpoint.size) {
    throw new Unverified(`the log was rolled back: it has ${checkpoint.size} rows, and the remembered checkpoint ${since.size}`);
  }
  if (!verifyConsistency({ first: old, second: checkpoint.size, firstRoot: since.root, secondRoot: checkpoint.root, proof })) {
    throw new Unverified(`the log was rewritten: it does not begin with the ${since.size} rows of the remembered checkpoint`);
  }
}
