/**
 * Checks private keys that somebody else made, before the token takes them: a token believes much, and Node's key objects abort the
 * process on some. Invariant: what passes is one PKCS #8 (RFC 5958) of exactly the asked size or curve, whole, consistent and not weak,
 * and it is passed on in the one form that every token reads.
 */
import { KEY_SPECS, type KeySpec } from "#lib/domain/key-spec";
import { DER, DerReader, derElement } from "./der";
import { type Curve, checkEc } from "./ec-private-key";
import { invalid, isSame, reading, requireNumber } from "./private-key-check";
import { checkRsa } from "./rsa-private-key";

const OIDS = { rsa: Buffer.from("2a864886f70d010101", "hex"), ec: Buffer.from("2a8648ce3d0201", "hex") } as const;

const ATTRIBUTES = 0xa0;
/** [1] IMPLICIT BIT STRING. */
const PUBLIC_KEY = 0x81;

export type CheckedPrivateKey = {
  /** DER SubjectPublicKeyInfo. */
  readonly publicKey: Buffer;
  /**
   * The same private key without what not every token reads: as PKCS #8 of version 0 without attributes, with no other form of a point
   * than the uncompressed one. Its owner wipes it. Null where it came so.
   */
  readonly plain: Buffer | null;
};

/**
 * @param pkcs8 DER, in clear; its owner wipes it
 * @throws KmsError `privateKeyInvalid`, which says what is wrong
 */
export async function checkPrivateKey(pkcs8: Uint8Array, spec: KeySpec): Promise<CheckedPrivateKey> {
  const { family } = KEY_SPECS[spec];
  const { algorithm, key, publicBits, isPlain } = readPkcs8(pkcs8);
  const reader = new DerReader(algorithm);
  const oid = reader.read(DER.oid);
  if (!isSame(oid, family === "rsa" ? OIDS.rsa : OIDS.ec)) throw invalid(`The private key is of another kind than ${spec}.`);
  const part = family === "rsa" ? await checkRsa(reader, key, spec, publicBits) : checkEc(reader, key, spec as Curve, publicBits);
  if (isPlain && part.key === null) return { publicKey: part.publicKey, plain: null };
  const plain = toPkcs8(algorithm, part.key ?? key);
  part.key?.fill(0);
  return { publicKey: part.publicKey, plain };
}

type Pkcs8 = {
  /** Content of the AlgorithmIdentifier. */
  readonly algorithm: Uint8Array;
  readonly key: Uint8Array;
  /** The public key beside the private one, where there is one (RFC 5958 §2). */
  readonly publicBits: Uint8Array | null;
  readonly isPlain: boolean;
};

function readPkcs8(pkcs8: Uint8Array): Pkcs8 {
  return reading("PKCS #8 in DER, not encrypted", () => {
    const outer = new DerReader(pkcs8);
    const info = outer.sequence();
    outer.end();
    const [version = -1, ...more] = info.natural();
    if (more.length > 0 || version > 1) throw new RangeError("another version was expected");
    const algorithm = info.read(DER.sequence);
    const key = info.read(DER.octetString);
    const hasAttributes = info.tag === ATTRIBUTES;
    if (hasAttributes) info.read(ATTRIBUTES);
    // Only version 1 has it.
    const publicBits = version === 1 && info.tag === PUBLIC_KEY ? info.read(PUBLIC_KEY) : null;
    info.end();
    if (new DerReader(algorithm).tag !== DER.oid) throw new RangeError("an algorithm has no name");
    if (publicBits !== null) requireNumber(publicBits.subarray(0, 1), 0);
    return { algorithm, key, publicBits: publicBits?.subarray(1) ?? null, isPlain: version === 0 && !hasAttributes };
  });
}

function toPkcs8(algorithm: Uint8Array, key: Uint8Array): Buffer {
  const octets = derElement(DER.octetString, key);
  const whole = derElement(DER.sequence, derElement(DER.integer, Buffer.of(0)), derElement(DER.sequence, algorithm), octets);
  octets.fill(0);
  return whole;
}
