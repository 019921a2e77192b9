/** Test only: private keys that must not be imported, how each is made, and what its refusal must say. */
import { createECDH, generateKeyPairSync, generatePrimeSync, type KeyObject } from "node:crypto";
import { ecPkcs8, element, integer, pkcs8Of, pointForms, rsaNumbers, rsaPkcs8, withPublicKey } from "./private-key-forms";
import { nextPrime, rsaOfPrimes } from "./rsa-of-primes";

type Case = readonly [what: string, spec: "RSA_2048" | "EC_P256", content: () => Buffer, says?: RegExp];

const EC_ORDER = Buffer.from("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", "hex");

const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
const ec = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
const pkcs8 = (key: KeyObject) => key.export({ type: "pkcs8", format: "der" });

function changed(index: number, by: bigint): Buffer {
  const numbers = rsaNumbers(rsa);
  numbers[index] = (numbers[index] ?? 0n) + by;
  return rsaPkcs8(numbers);
}

function withExponent(of: (n: bigint) => bigint): Buffer {
  const numbers = rsaNumbers(rsa);
  numbers[2] = of(numbers[0] ?? 0n);
  return rsaPkcs8(numbers);
}

const threePrimes = () => rsaPkcs8(rsaNumbers(rsa), 1n, element(0x30, element(0x30, integer(65_537n), integer(5n), integer(7n))));
const otherPoint = () => {
  const { x, y } = generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey.export({ format: "jwk" });
  return Buffer.concat([Buffer.of(4), Buffer.from(x ?? "", "base64url"), Buffer.from(y ?? "", "base64url")]);
};

const SOME = Buffer.alloc(32, 1);
const ownPoint = () => {
  const ecdh = createECDH("prime256v1");
  ecdh.setPrivateKey(SOME);
  return ecdh.getPublicKey();
};
const otherSign = (form: "compressed" | "hybrid") => {
  const point = Buffer.from(pointForms(ownPoint())[form]);
  point[0] = (point[0] ?? 0) ^ 1;
  return point;
};
const otherRsa = () => generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey.export({ type: "pkcs1", format: "der" });
const smallNumber = (value: number) => Buffer.concat([Buffer.alloc(31), Buffer.of(value)]);

const prime = (bits: number) => generatePrimeSync(bits, { bigint: true });
const twice = (p: bigint): [bigint, bigint] => [p, p];
const unequalPrimes = () => rsaOfPrimes(prime(1048), prime(1000));
/** Nearer than 2^924 by far. */
const closePrimes = () => {
  const p = prime(1024);
  return rsaOfPrimes(p, nextPrime(p + (1n << 900n)));
};

const CASES: readonly Case[] = [
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
  ["one as private exponent", "RSA_2048", () => withExponent(() => 1n), /weak: its private exponent/],
  ["two as private exponent", "RSA_2048", () => withExponent(() => 2n), /weak: its private exponent/],
  ["a private exponent of half the size", "RSA_2048", () => withExponent(() => 1n << 1024n), /weak: its private exponent/],
  ["the modulus less one as private exponent", "RSA_2048", () => withExponent((n) => n - 1n), /weak: its private exponent/],
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
  ["an EC private key of 31 bytes", "EC_P256", () => ecPkcs8(Buffer.alloc(31, 1)), /has 31 bytes.*exactly 32.*Put the zeros/],
  ["an EC private key of 33 bytes", "EC_P256", () => ecPkcs8(Buffer.of(0, ...Buffer.alloc(32, 1))), /has 33 bytes.*exactly 32.*away/],
  ["one as EC private key", "EC_P256", () => ecPkcs8(smallNumber(1)), /weak/],
  ["two as EC private key", "EC_P256", () => ecPkcs8(smallNumber(2)), /weak/],
  ["the order less one as EC private key", "EC_P256", () => ecPkcs8(Buffer.concat([EC_ORDER.subarray(0, -1), Buffer.of(0x50)])), /weak/],
  ["the public point of another key", "EC_P256", () => ecPkcs8(SOME, withPublicKey(otherPoint())), /not its own/],
  [
    "the compressed point of another key",
    "EC_P256",
    () => ecPkcs8(SOME, withPublicKey(pointForms(otherPoint()).compressed)),
    /not its own/,
  ],
  ["the compressed point with the other y", "EC_P256", () => ecPkcs8(SOME, withPublicKey(otherSign("compressed"))), /not its own/],
  ["the hybrid point with the other y", "EC_P256", () => ecPkcs8(SOME, withPublicKey(otherSign("hybrid"))), /not its own/],
  ["no point at all", "EC_P256", () => ecPkcs8(SOME, withPublicKey(Buffer.of(0))), /not its own/],
  ["PKCS #8 of version 1 with the point of another key", "EC_P256", () => pkcs8Of(1n, pkcs8(ec), otherPoint()), /not its own/],
  ["PKCS #8 of version 1 with another public key", "RSA_2048", () => pkcs8Of(1n, pkcs8(rsa), otherRsa()), /not its own/],
  ["PKCS #8 of version 1 with a public key that is none", "RSA_2048", () => pkcs8Of(1n, pkcs8(rsa), Buffer.of(1, 2, 3)), /RSA public key/],
  ["PKCS #8 of version 0 with a public key", "EC_P256", () => pkcs8Of(0n, pkcs8(ec), otherPoint()), /PKCS #8/],
  ["PKCS #8 of version 2", "EC_P256", () => pkcs8Of(2n, pkcs8(ec)), /PKCS #8/],
  ["primes of unequal size", "RSA_2048", unequalPrimes, /unequal size: 1048 and 1000 bits, where both must have 1024/],
  ["close primes", "RSA_2048", closePrimes, /weak: its primes are so close/],
  ["the same prime twice", "RSA_2048", () => rsaOfPrimes(...twice(prime(1024))), /weak: its primes are so close/],
  ["text", "RSA_2048", () => Buffer.from("not a key at all")],
  ["32 random-looking bytes", "RSA_2048", () => Buffer.alloc(32, 0x5a)],
];

export const BAD_PRIVATE_KEYS = CASES.map(([what, spec, content, says = /./]) => [what, spec, content, says] as const);
