/**
 * Checks an EC private key (RFC 5915). Invariant: its number is below the order of the curve and not weak, and every public point that
 * came with it, in whatever form (RFC 5480 §2.2), is its own.
 */
import { createECDH, createPublicKey } from "node:crypto";
import { keyBytes } from "#lib/domain/key-spec";
import { DER, DerReader, derElement } from "./der";
import { type CheckedPart, invalid, isSame, reading, requireNumber, toBigInt } from "./private-key-check";

const CURVES = {
  EC_P256: {
    jwk: "P-256",
    openssl: "prime256v1",
    oid: Buffer.from("2a8648ce3d030107", "hex"),
    order: Buffer.from("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", "hex"),
  },
  EC_P384: {
    jwk: "P-384",
    openssl: "secp384r1",
    oid: Buffer.from("2b81040022", "hex"),
    order: Buffer.from("ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973", "hex"),
  },
} as const;
export type Curve = keyof typeof CURVES;

const EC_PARAMETERS = 0xa0;
const EC_PUBLIC_KEY = 0xa1;
/** Forms of a point (SEC 1 §2.3.3): the first byte says which, and in all but one whether y is odd. */
const FORM = { compressed: 0x02, uncompressed: 0x04, hybrid: 0x06 } as const;

/**
 * @param algorithm stands behind the name of the algorithm
 * @param publicBits the point that came beside it; null for none
 * @throws KmsError `privateKeyInvalid`
 */
export function checkEc(algorithm: DerReader, der: Uint8Array, spec: Curve, publicBits: Uint8Array | null): CheckedPart {
  const { oid, openssl, jwk } = CURVES[spec];
  const { curve, secret, publicPoint } = reading("an EC private key on a named curve (RFC 5915)", () => readEc(algorithm, der));
  if (!isSame(curve, oid)) throw invalid(`The private key is on another curve than ${spec}.`);
  requireSound(secret, spec);
  const ecdh = createECDH(openssl);
  ecdh.setPrivateKey(secret);
  const point = ecdh.getPublicKey();
  for (const stated of [publicPoint, publicBits]) {
    if (stated !== null && !isPoint(stated, point)) throw invalid("The public key in the EC private key is not its own.");
  }
  const length = keyBytes(spec);
  const coordinates = { x: point.subarray(1, 1 + length).toString("base64url"), y: point.subarray(1 + length).toString("base64url") };
  const publicKey = createPublicKey({ key: { kty: "EC", crv: jwk, ...coordinates }, format: "jwk" });
  const isPlain = publicPoint === null || publicPoint[0] === FORM.uncompressed;
  return { publicKey: publicKey.export({ type: "spki", format: "der" }), key: isPlain ? null : toPlain(secret, point) };
}

function requireSound(secret: Uint8Array, spec: Curve): void {
  const length = keyBytes(spec);
  if (secret.length !== length) {
    const remedy = secret.length < length ? "Put the zeros that are missing in front of it" : "Leave the zeros in front of it away";
    throw invalid(
      `The number in the EC private key has ${secret.length} bytes, and one of ${spec} has exactly ${length} (RFC 5915). ${remedy}.`,
    );
  }
  const [number, order] = [toBigInt(secret), toBigInt(CURVES[spec].order)];
  if (number === 0n || number >= order) throw invalid("The EC private key is not a number from 1 to below the order of its curve.");
  // Their points are the base point itself, its double and its mirror image, which anybody knows at sight.
  if (number <= 2n || number === order - 1n) {
    throw invalid("The EC private key is weak: it is 1, 2 or the order of the curve less one, and its public key gives it away.");
  }
}

function readEc(algorithm: DerReader, der: Uint8Array): { curve: Uint8Array; secret: Uint8Array; publicPoint: Uint8Array | null } {
  const curve = algorithm.read(DER.oid);
  algorithm.end();
  const outer = new DerReader(der);
  const body = outer.sequence();
  outer.end();
  requireNumber(body.natural(), 1);
  const secret = body.read(DER.octetString);
  if (body.tag === EC_PARAMETERS) {
    const inner = new DerReader(body.read(EC_PARAMETERS));
    if (!isSame(inner.read(DER.oid), curve)) throw new RangeError("two curves are named");
    inner.end();
  }
  let publicPoint: Uint8Array | null = null;
  if (body.tag === EC_PUBLIC_KEY) {
    const inner = new DerReader(body.read(EC_PUBLIC_KEY));
    const bits = inner.read(DER.bitString);
    inner.end();
    if (bits[0] !== 0) throw new RangeError("a point is not whole bytes");
    publicPoint = bits.subarray(1);
  }
  body.end();
  return { curve, secret, publicPoint };
}

/** Whether `stated` is one of the three forms of the point. @param own 04 ‖ x ‖ y */
function isPoint(stated: Uint8Array, own: Buffer): boolean {
  const isOdd = (own.at(-1) ?? 0) % 2;
  const [x, xy] = [own.subarray(1, 1 + (own.length - 1) / 2), own.subarray(1)];
  const forms = [Buffer.concat([Buffer.of(FORM.compressed + isOdd), x]), own, Buffer.concat([Buffer.of(FORM.hybrid + isOdd), xy])];
  return forms.some((form) => isSame(form, stated));
}

/** The same key as OpenSSL writes it. */
function toPlain(secret: Uint8Array, point: Buffer): Buffer {
  const bits = derElement(DER.bitString, Buffer.of(0), point);
  const number = derElement(DER.octetString, secret);
  const key = derElement(DER.sequence, derElement(DER.integer, Buffer.of(1)), number, derElement(EC_PUBLIC_KEY, bits));
  number.fill(0);
  return key;
}
