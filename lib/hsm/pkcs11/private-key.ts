/**
 * Checks private keys that somebody else made, before the token takes them: a token believes much, and Node's key objects abort the
 * process on some. Invariant: what passes is one PKCS #8 (RFC 5208) of exactly the asked size or curve, whole and consistent.
 */
import { checkPrime, createECDH, createPublicKey } from "node:crypto";
import { promisify } from "node:util";
import { KmsError } from "#lib/domain/errors";
import { KEY_SPECS, type KeySpec, keyBytes } from "#lib/domain/key-spec";
import { DER, DerReader } from "./der";

const OIDS = { rsa: Buffer.from("2a864886f70d010101", "hex"), ec: Buffer.from("2a8648ce3d0201", "hex") } as const;

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
type Curve = keyof typeof CURVES;

const ATTRIBUTES = 0xa0;
const EC_PARAMETERS = 0xa0;
const EC_PUBLIC_KEY = 0xa1;
/** FIPS 186-5 §A.1.1: 2^16 < e < 2^256, odd. */
const MIN_EXPONENT = 65537n;
const MAX_EXPONENT_BYTES = 32;
/** A composite passes with a chance below 4^-24. */
const PRIME_CHECKS = 24;

const isPrime = promisify(checkPrime) as (candidate: bigint, options: { checks: number }) => Promise<boolean>;

/**
 * @param pkcs8 DER, in clear; its owner wipes it
 * @returns the public half as DER SubjectPublicKeyInfo
 * @throws KmsError `privateKeyInvalid`, which says what is wrong
 */
export async function checkPrivateKey(pkcs8: Uint8Array, spec: KeySpec): Promise<Buffer> {
  const { family } = KEY_SPECS[spec];
  const { algorithm, key } = readPkcs8(pkcs8);
  const oid = algorithm.read(DER.oid);
  if (!isSame(oid, family === "rsa" ? OIDS.rsa : OIDS.ec)) throw invalid(`The private key is of another kind than ${spec}.`);
  return family === "rsa" ? checkRsa(algorithm, key, spec) : checkEc(algorithm, key, spec as Curve);
}

function readPkcs8(pkcs8: Uint8Array): { algorithm: DerReader; key: Uint8Array } {
  return reading("PKCS #8 in DER, not encrypted", () => {
    const outer = new DerReader(pkcs8);
    const info = outer.sequence();
    outer.end();
    requireNumber(info.natural(), 0);
    const algorithm = info.sequence();
    const key = info.read(DER.octetString);
    if (info.tag === ATTRIBUTES) info.read(ATTRIBUTES);
    info.end();
    if (algorithm.tag !== DER.oid) throw new RangeError("an algorithm has no name");
    return { algorithm, key };
  });
}

async function checkRsa(algorithm: DerReader, der: Uint8Array, spec: KeySpec): Promise<Buffer> {
  const [n, e, d, p, q, dp, dq, qi] = reading("an RSA private key of two primes (RFC 8017 §A.1.2)", () => {
    if (algorithm.tag === DER.null) algorithm.read(DER.null);
    algorithm.end();
    const outer = new DerReader(der);
    const body = outer.sequence();
    outer.end();
    requireNumber(body.natural(), 0);
    const numbers = Array.from({ length: 8 }, () => body.natural());
    body.end();
    return numbers as unknown as EightNumbers;
  });
  const bits = bitsOf(n);
  if (bits !== KEY_SPECS[spec].bits) throw invalid(`The private key is RSA of ${bits} bits; this key is ${spec}.`);
  if (e.length > MAX_EXPONENT_BYTES || toBigInt(e) < MIN_EXPONENT || toBigInt(e) % 2n === 0n) {
    throw invalid("The public exponent of the private key is weak: it must be odd, 65537 or more, and below 2^256.");
  }
  const isWhole = isConsistent(
    { n: toBigInt(n), e: toBigInt(e), d: toBigInt(d), p: toBigInt(p), q: toBigInt(q) },
    [dp, dq, qi].map(toBigInt),
  );
  const areHalves = bitsOf(p) === bits / 2 && bitsOf(q) === bits / 2;
  if (!isWhole || !areHalves || !(await arePrime(toBigInt(p), toBigInt(q)))) {
    throw invalid("The numbers of the RSA private key do not fit each other.");
  }
  return toSpki({ kty: "RSA", n: toBase64url(n), e: toBase64url(e) });
}

type EightNumbers = [
  n: Uint8Array,
  e: Uint8Array,
  d: Uint8Array,
  p: Uint8Array,
  q: Uint8Array,
  dp: Uint8Array,
  dq: Uint8Array,
  qi: Uint8Array,
];
type RsaNumbers = { n: bigint; e: bigint; d: bigint; p: bigint; q: bigint };

/** RFC 8017 §3.2. */
function isConsistent({ n, e, d, p, q }: RsaNumbers, crt: readonly bigint[]): boolean {
  const [dp, dq, qi] = crt;
  if (p < 3n || q < 3n || p === q || p * q !== n || d < 2n || d >= n) return false;
  return (
    (e * d) % (p - 1n) === 1n &&
    (e * d) % (q - 1n) === 1n &&
    dp === d % (p - 1n) &&
    dq === d % (q - 1n) &&
    qi !== undefined &&
    qi < p &&
    (qi * q) % p === 1n
  );
}

async function arePrime(...candidates: bigint[]): Promise<boolean> {
  const answers = await Promise.all(candidates.map((candidate) => isPrime(candidate, { checks: PRIME_CHECKS })));
  return answers.every(Boolean);
}

function checkEc(algorithm: DerReader, der: Uint8Array, spec: Curve): Buffer {
  const { oid, openssl, order, jwk } = CURVES[spec];
  const length = keyBytes(spec);
  const { curve, secret, publicPoint } = reading("an EC private key on a named curve (RFC 5915)", () => readEc(algorithm, der));
  if (!isSame(curve, oid)) throw invalid(`The private key is on another curve than ${spec}.`);
  const isInRange = secret.length === length && secret.some((byte) => byte !== 0) && Buffer.compare(secret, order) < 0;
  if (!isInRange) throw invalid("The EC private key is not a number below the order of its curve.");
  const ecdh = createECDH(openssl);
  ecdh.setPrivateKey(secret);
  const point = ecdh.getPublicKey();
  if (publicPoint !== null && !isSame(publicPoint, point)) throw invalid("The public key in the EC private key is not its own.");
  return toSpki({ kty: "EC", crv: jwk, x: toBase64url(point.subarray(1, 1 + length)), y: toBase64url(point.subarray(1 + length)) });
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

function reading<T>(expected: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) throw invalid(`The private key must be ${expected}, without anything before or behind it.`);
    throw error;
  }
}

function invalid(message: string): KmsError {
  return new KmsError("privateKeyInvalid", { message, field: "encrypted_privatekey" });
}

function requireNumber(found: Uint8Array, expected: number): void {
  if (found.length !== 1 || found[0] !== expected) throw new RangeError("another version was expected");
}

function bitsOf(number: Uint8Array): number {
  const [first = 0] = number;
  return first === 0 ? 0 : number.length * 8 - Math.clz32(first) + 24;
}

function toBigInt(number: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(number.buffer, number.byteOffset, number.byteLength).toString("hex")}`);
}

function toBase64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64url");
}

function isSame(left: Uint8Array, right: Uint8Array): boolean {
  return Buffer.compare(left, right) === 0;
}

function toSpki(jwk: { kty: string; [member: string]: string }): Buffer {
  return createPublicKey({ key: jwk, format: "jwk" }).export({ type: "spki", format: "der" });
}
