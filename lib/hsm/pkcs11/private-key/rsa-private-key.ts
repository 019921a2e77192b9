/** Checks an RSA private key (RFC 8017 §A.1.2). Invariant: its numbers fit each other, and none of them makes it weak. */
import { checkPrime, createPublicKey } from "node:crypto";
import { promisify } from "node:util";
import { KEY_SPECS, type KeySpec } from "#lib/domain/key-spec";
import { DER, DerReader } from "./der";
import { type CheckedPart, invalid, isSame, reading, requireNumber, toBigInt } from "./private-key-check";

/** FIPS 186-5 §A.1.1: 2^16 < e < 2^256, odd. */
const MIN_EXPONENT = 65537n;
const MAX_EXPONENT_BYTES = 32;
/** FIPS 186-5 §A.1.3: the primes differ by more than 2^(half the size − 100), or Fermat's method finds them. */
const PRIME_DISTANCE_BITS = 100;
/** FIPS 186-5 §A.1.1: the private exponent is above 2^(half the size), or it can be found from the public key. */
const isWeakExponent = (d: bigint, n: bigint, bits: number) => d <= 1n << BigInt(bits / 2) || d === n - 1n;
/** A composite passes with a chance below 4^-24. */
const PRIME_CHECKS = 24;

const isPrime = promisify(checkPrime) as (candidate: bigint, options: { checks: number }) => Promise<boolean>;

/**
 * @param algorithm stands behind the name of the algorithm
 * @param publicBits the public key that came beside it (RFC 8017 §A.1.1); null for none
 * @throws KmsError `privateKeyInvalid`
 */
export async function checkRsa(algorithm: DerReader, der: Uint8Array, spec: KeySpec, publicBits: Uint8Array | null): Promise<CheckedPart> {
  const [n, e, ...secrets] = reading("an RSA private key of two primes (RFC 8017 §A.1.2)", () => {
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
  const [d, p, q, ...crt] = secrets.map(toBigInt) as [bigint, bigint, bigint, ...bigint[]];
  await requireSound({ n: toBigInt(n), e: toBigInt(e), d, p, q }, crt, bits);
  if (publicBits !== null && !isSamePublicKey(publicBits, n, e)) {
    throw invalid("The public key beside the RSA private key is not its own.");
  }
  const jwk = { kty: "RSA", n: toBase64url(n), e: toBase64url(e) };
  return { publicKey: createPublicKey({ key: jwk, format: "jwk" }).export({ type: "spki", format: "der" }), key: null };
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

async function requireSound(numbers: RsaNumbers, crt: readonly bigint[], bits: number): Promise<void> {
  const { n, d, p, q } = numbers;
  if (isWeakExponent(d, n, bits)) {
    throw invalid(
      `The RSA private key is weak: its private exponent is 2^${bits / 2} or less, or the modulus less one, and can be guessed (FIPS 186-5).`,
    );
  }
  if (p * q === n) {
    const [ofP, ofQ] = [p, q].map((prime) => prime.toString(2).length);
    if (ofP !== bits / 2 || ofQ !== bits / 2) {
      throw invalid(`The primes of the RSA private key are of unequal size: ${ofP} and ${ofQ} bits, where both must have ${bits / 2}.`);
    }
    if ((p > q ? p - q : q - p) <= 1n << BigInt(bits / 2 - PRIME_DISTANCE_BITS)) {
      throw invalid("The RSA private key is weak: its primes are so close to each other that Fermat's method finds them (FIPS 186-5).");
    }
  }
  if (!isConsistent(numbers, crt) || !(await arePrime(p, q))) throw invalid("The numbers of the RSA private key do not fit each other.");
}

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

function isSamePublicKey(bits: Uint8Array, n: Uint8Array, e: Uint8Array): boolean {
  return reading("PKCS #8 whose public key, where there is one, is an RSA public key (RFC 8017 §A.1.1)", () => {
    const outer = new DerReader(bits);
    const body = outer.sequence();
    outer.end();
    const [itsN, itsE] = [body.natural(), body.natural()];
    body.end();
    return isSame(itsN, n) && isSame(itsE, e);
  });
}

function bitsOf(number: Uint8Array): number {
  const [first = 0] = number;
  return first === 0 ? 0 : number.length * 8 - Math.clz32(first) + 24;
}

function toBase64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64url");
}
