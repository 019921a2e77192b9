/** Test only: RSA private keys of chosen primes. */
import { checkPrimeSync } from "node:crypto";
import { rsaPkcs8 } from "./private-key-forms";

const E = 65_537n;

/** PKCS #8 of the key; its modulus has as many bits as both primes together, or one less. */
export function rsaOfPrimes(p: bigint, q: bigint): Buffer {
  const phi = (p - 1n) * (q - 1n);
  const d = inverse(E, phi);
  return rsaPkcs8([p * q, E, d, p, q, d % (p - 1n), d % (q - 1n), p === q ? 1n : inverse(q, p)]);
}

/** The first prime from `start` on. */
export function nextPrime(start: bigint): bigint {
  let candidate = start | 1n;
  while (!checkPrimeSync(candidate)) candidate += 2n;
  return candidate;
}

function inverse(value: bigint, modulus: bigint): bigint {
  let [r, next, t, nextT] = [modulus, ((value % modulus) + modulus) % modulus, 0n, 1n];
  while (next !== 0n) {
    const quotient = r / next;
    [r, next, t, nextT] = [next, r - quotient * next, nextT, t - quotient * nextT];
  }
  return ((t % modulus) + modulus) % modulus;
}
