/** Test only: private keys that must not be imported, and how each is made. */
import { generateKeyPairSync, type KeyObject } from "node:crypto";

type Case = readonly [what: string, spec: "RSA_2048" | "EC_P256", content: () => Buffer];

const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
const ec = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
const pkcs8 = (key: KeyObject) => key.export({ type: "pkcs8", format: "der" });

function element(tag: number, ...content: Uint8Array[]): Buffer {
  const body = Buffer.concat(content);
  const length =
    body.length < 0x80 ? [body.length] : body.length < 0x100 ? [0x81, body.length] : [0x82, body.length >> 8, body.length & 255];
  return Buffer.concat([Buffer.of(tag, ...length), body]);
}

function integer(value: bigint): Buffer {
  const hex = value.toString(16);
  const bytes = Buffer.from(hex.length % 2 ? `0${hex}` : hex, "hex");
  return element(0x02, (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.of(0), bytes]) : bytes);
}

const RSA_ALGORITHM = Buffer.from("300d06092a864886f70d0101010500", "hex");
const EC_P256_ALGORITHM = Buffer.from("301306072a8648ce3d020106082a8648ce3d030107", "hex");
const EC_ORDER = Buffer.from("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", "hex");

/** An RSA private key of these numbers; further elements make it multi-prime. */
export function rsaPkcs8(numbers: readonly bigint[], version = 0n, ...further: Buffer[]): Buffer {
  const key = element(0x30, integer(version), ...numbers.map(integer), ...further);
  return element(0x30, integer(0n), RSA_ALGORITHM, element(0x04, key));
}

function ecPkcs8(secret: Buffer, ...further: Buffer[]): Buffer {
  const key = element(0x30, integer(1n), element(0x04, secret), ...further);
  return element(0x30, integer(0n), EC_P256_ALGORITHM, element(0x04, key));
}

/** n, e, d, p, q, dp, dq, qi of a JWK. */
export function rsaNumbers(key: KeyObject): bigint[] {
  const jwk = key.export({ format: "jwk" });
  return [jwk.n, jwk.e, jwk.d, jwk.p, jwk.q, jwk.dp, jwk.dq, jwk.qi].map((part) =>
    BigInt(`0x${Buffer.from(part ?? "", "base64url").toString("hex")}`),
  );
}

function changed(index: number, by: bigint): Buffer {
  const numbers = rsaNumbers(rsa);
  numbers[index] = (numbers[index] ?? 0n) + by;
  return rsaPkcs8(numbers);
}

const threePrimes = () => rsaPkcs8(rsaNumbers(rsa), 1n, element(0x30, element(0x30, integer(65_537n), integer(5n), integer(7n))));
const withPublicKey = (point: Buffer) => element(0xa1, element(0x03, Buffer.of(0), point));
const otherPoint = () => {
  const { x, y } = generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey.export({ format: "jwk" });
  return Buffer.concat([Buffer.of(4), Buffer.from(x ?? "", "base64url"), Buffer.from(y ?? "", "base64url")]);
};

export const BAD_PRIVATE_KEYS: readonly Case[] = [
  ["PKCS #8 under a password", "RSA_2048", () => rsa.export({ type: "pkcs8", format: "der", cipher: "aes-256-cbc", passphrase: "x" })],
  ["PKCS #1", "RSA_2048", () => rsa.export({ type: "pkcs1", format: "der" })],
  ["SEC 1", "EC_P256", () => ec.export({ type: "sec1", format: "der" })],
  ["PEM", "RSA_2048", () => Buffer.from(rsa.export({ type: "pkcs8", format: "pem" }))],
  ["RSA of 3072 bits", "RSA_2048", () => pkcs8(generateKeyPairSync("rsa", { modulusLength: 3072 }).privateKey)],
  ["RSA of 2047 bits", "RSA_2048", () => pkcs8(generateKeyPairSync("rsa", { modulusLength: 2047 }).privateKey)],
  ["an EC key for RSA", "RSA_2048", () => pkcs8(ec)],
  ["an RSA key for EC", "EC_P256", () => pkcs8(rsa)],
  ["an Ed25519 key", "EC_P256", () => pkcs8(generateKeyPairSync("ed25519").privateKey)],
  ["RSA-PSS", "RSA_2048", () => pkcs8(generateKeyPairSync("rsa-pss", { modulusLength: 2048 }).privateKey)],
  ["another curve", "EC_P256", () => pkcs8(generateKeyPairSync("ec", { namedCurve: "P-384" }).privateKey)],
  ["a curve of the same size", "EC_P256", () => pkcs8(generateKeyPairSync("ec", { namedCurve: "secp256k1" }).privateKey)],
  [
    "explicit parameters of a curve",
    "EC_P256",
    () => pkcs8(generateKeyPairSync("ec", { namedCurve: "P-256", paramEncoding: "explicit" }).privateKey),
  ],
  ["three primes", "RSA_2048", threePrimes],
  ["exponent 3", "RSA_2048", () => pkcs8(generateKeyPairSync("rsa", { modulusLength: 2048, publicExponent: 3 }).privateKey)],
  ["exponent 1", "RSA_2048", () => changed(1, -65_536n)],
  ["an even exponent", "RSA_2048", () => changed(1, 1n)],
  ["another modulus", "RSA_2048", () => changed(0, 2n)],
  ["another private exponent", "RSA_2048", () => changed(2, 2n)],
  ["another first prime", "RSA_2048", () => changed(3, 2n)],
  ["another second prime", "RSA_2048", () => changed(4, 2n)],
  ["another exponent of a prime", "RSA_2048", () => changed(5, 2n)],
  ["another coefficient", "RSA_2048", () => changed(7, 1n)],
  ["a byte behind", "RSA_2048", () => Buffer.concat([pkcs8(rsa), Buffer.of(0)])],
  ["sixteen bytes behind", "EC_P256", () => Buffer.concat([pkcs8(ec), Buffer.alloc(16)])],
  ["a byte missing", "RSA_2048", () => pkcs8(rsa).subarray(0, -1)],
  [
    "the public key",
    "RSA_2048",
    () => generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey.export({ type: "spki", format: "der" }),
  ],
  [
    "the public key of a curve",
    "EC_P256",
    () => generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey.export({ type: "spki", format: "der" }),
  ],
  ["zero as EC private key", "EC_P256", () => ecPkcs8(Buffer.alloc(32))],
  ["the order as EC private key", "EC_P256", () => ecPkcs8(EC_ORDER)],
  ["all ones as EC private key", "EC_P256", () => ecPkcs8(Buffer.alloc(32, 0xff))],
  ["an EC private key of 31 bytes", "EC_P256", () => ecPkcs8(Buffer.alloc(31, 1))],
  ["the public point of another key", "EC_P256", () => ecPkcs8(Buffer.alloc(32, 1), withPublicKey(otherPoint()))],
  ["text", "RSA_2048", () => Buffer.from("not a key at all")],
  ["32 random-looking bytes", "RSA_2048", () => Buffer.alloc(32, 0x5a)],
];
