/**
 * One-time codes by time (RFC 6238) with SHA-1, six digits and 30 seconds, which is what authenticator apps do. Invariants: codes are
 * compared in constant time, all that could be right of them; and what is right is told as its time step, so that whoever keeps that
 * accepts no code twice.
 */
import { timingSafeEqual } from "node:crypto";
import { HOTP, Secret } from "otpauth";

const PERIOD_SECONDS = 30;
const DIGITS = 6;
const ALGORITHM = "SHA1";
/** As long as the hash is (RFC 4226 §4). */
const SEED_BYTES = 20;
/** How many time steps the authenticator's clock may be before ours or behind it. */
const SKEW_STEPS = 1;

type RandomBytes = (length: number) => Uint8Array;

/** A fresh seed: 160 bits, as 32 characters of base32, which is what authenticator apps take. */
export function newSeed(randomBytes: RandomBytes): string {
  const bytes = randomBytes(SEED_BYTES);
  const seed = new Secret({ buffer: toArrayBuffer(bytes) }).base32;
  bytes.fill(0);
  return seed;
}

/** The time step of a moment. */
export function stepAt(now: Date): number {
  return Math.floor(now.getTime() / 1000 / PERIOD_SECONDS);
}

/** @param seed in base32 */
export function codeAtStep(seed: string, step: number): string {
  return HOTP.generate({ secret: Secret.fromBase32(seed), counter: step, digits: DIGITS, algorithm: ALGORITHM });
}

/**
 * The time step of a code, one before or after that of `now` at most; null for a wrong code.
 * @param seed in base32
 */
export function findStep(seed: string, code: string, now: Date): number | null {
  return lastFitting(now, (step) => isSame(codeAtStep(seed, step), code));
}

/** The time step of the second of two codes that came one after the other; null where they are not. */
export function findSuccessive(seed: string, first: string, second: string, now: Date): number | null {
  return lastFitting(now, (step) => {
    const [isFirst, isSecond] = [isSame(codeAtStep(seed, step - 1), first), isSame(codeAtStep(seed, step), second)];
    return isFirst && isSecond;
  });
}

/** Looks at all steps, whichever fits. */
function lastFitting(now: Date, fits: (step: number) => boolean): number | null {
  const current = stepAt(now);
  let found: number | null = null;
  for (let step = Math.max(0, current - SKEW_STEPS); step <= current + SKEW_STEPS; step += 1) if (fits(step)) found = step;
  return found;
}

function isSame(expected: string, given: string): boolean {
  const [one, other] = [Buffer.from(expected), Buffer.from(given)];
  return one.byteLength === other.byteLength && timingSafeEqual(one, other);
}

function toArrayBuffer(bytes: Uint8Array): ArrayBuffer {
  return Uint8Array.from(bytes).buffer;
}
