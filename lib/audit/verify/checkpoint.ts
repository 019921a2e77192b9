/**
 * Checkpoints of the audit log (c2sp.org/tlog-checkpoint): how many rows there are and the root of their tree, signed by the audit key
 * (ECDSA on P-256 with SHA-256, signature type 0x02 of signed notes).
 */
import { createPublicKey, hash, type KeyObject, verify } from "node:crypto";
import { fromBase64, fromDecimal, toBase64, Unverified } from "./encoding";
import { formatSignature, type Note, type NoteKey, parseNote, signersOf } from "./note";
import { isCount } from "./plan";
import { HASH_BYTES } from "./tree";

export type TreeHead = {
  /** Which log it is, down to its incarnation. */
  readonly origin: string;
  /** Number of leaves. */
  readonly size: number;
  readonly root: Buffer;
};

/** What was parsed, and who signed it is not known yet. */
export type Checkpoint = TreeHead & { readonly note: Note };

/** The text that is signed. Ours has no lines of extensions, since not every kind of signature covers them. */
export function formatCheckpointBody(origin: string, size: number, root: Uint8Array): string {
  if (!isCount(size) || root.length !== HASH_BYTES) throw new RangeError("a checkpoint has a size and a root of 32 bytes");
  return `${origin}\n${size}\n${toBase64(root)}\n`;
}

/** The line that follows body and empty line, with its newline. @param signature DER, over the body with its last newline */
export function signatureLine(name: string, spki: Uint8Array, signature: Uint8Array): string {
  return formatSignature({ name, keyId: keyIdOf(spki), bytes: Buffer.from(signature) });
}

/** Key ID of signature type 0x02, eight digits of hex. The name is not in it. @param spki DER */
export function keyIdOf(spki: Uint8Array): string {
  return hash("sha256", spki, "hex").slice(0, 8);
}

/**
 * Name of a log, which its audit key has too.
 *
 * @param spki the audit key's, DER
 * @param incarnation a number of its own after each restore or accepted roll-back; the tree goes on over them
 */
export function originOf(spki: Uint8Array, incarnation: number | bigint): string {
  return `${originStart(spki)}${incarnation}`;
}

/** @throws Unverified where the bytes are no checkpoint of three lines; who signed it is not looked at */
export function parseCheckpoint(bytes: Uint8Array): Checkpoint {
  const note = parseNote(bytes);
  const [origin = "", decimal = "", encoded = "", end, ...rest] = note.body.toString().split("\n");
  const size = fromDecimal(decimal);
  const root = fromBase64(encoded);
  if (origin === "" || size === null || root?.length !== HASH_BYTES || end !== "" || rest.length > 0) {
    throw new Unverified("a checkpoint is an origin, a size and the base64 of a root of 32 bytes");
  }
  return { origin, size, root, note };
}

/** Makes sure that the audit key signed it, for a log of its own. @throws Unverified */
export function verifyCheckpoint({ origin, note }: Checkpoint, key: KeyObject): void {
  const spki = spkiOf(key);
  const start = originStart(spki);
  if (!origin.startsWith(start) || fromDecimal(origin.slice(start.length)) === null) {
    throw new Unverified(`the checkpoint is of the log ${origin}, and the key's logs begin with ${start}`);
  }
  if (signersOf(note, [logKey(origin, key)]).length === 0) throw new Unverified("the checkpoint is not signed by the key");
}

/** An audit key, as one that signs notes under this name. */
export function logKey(name: string, key: KeyObject): NoteKey & { readonly spki: Buffer } {
  const spki = spkiOf(key);
  return { name, keyId: keyIdOf(spki), spki, verify: (body, signature) => verify("sha256", body, key, signature) };
}

/** @throws Unverified where it is no public key of P-256. A private key is none either, though its public part could be told. */
export function readAuditKey(pem: string): KeyObject {
  if (!/^\s*-----BEGIN PUBLIC KEY-----/.test(pem)) throw new Unverified("the key is no PEM that begins with BEGIN PUBLIC KEY");
  return auditKey(() => createPublicKey(pem));
}

/** @param spki DER @throws Unverified as `readAuditKey` */
export function auditKeyOf(spki: Buffer): KeyObject {
  return auditKey(() => createPublicKey({ key: spki, format: "der", type: "spki" }));
}

function auditKey(read: () => KeyObject): KeyObject {
  let key: KeyObject | undefined;
  try {
    key = read();
  } catch {
    // The reason is OpenSSL's and says nothing to whoever gave a wrong file.
  }
  if (key?.asymmetricKeyType !== "ec" || key.asymmetricKeyDetails?.namedCurve !== "prime256v1") {
    throw new Unverified("the key is not a public key of P-256");
  }
  return key;
}

function spkiOf(key: KeyObject): Buffer {
  return key.export({ format: "der", type: "spki" });
}

function originStart(spki: Uint8Array): string {
  return `kms-console/audit/${hash("sha256", spki, "hex").slice(0, 16)}/`;
}
