/**
 * How many wrong tries are looked at, by whose count, and how long the next one waits then: growing delays, and no lock of anything.
 *
 * Whoever is known counts by themselves: a browser in which this user has signed in (its cookie holds a secret bound to the user), and a
 * network from which the user has. All others are strangers and share one count a user, so that a stranger shuts out strangers only, and
 * a password has from all of them together no more guesses than `guessesOfFirstDay` says. The network of a stranger has a count too,
 * whomever it names. Counts of people are taken before anything is looked at (`lib/store/identity/throttle.ts`).
 */
import { createHash } from "node:crypto";
import type { Counter, Pace } from "#lib/store/identity/throttle";

const DAY_MS = 24 * 60 * 60 * 1000;
const QUARTER_HOUR_MS = 15 * 60 * 1000;

/**
 * `free` tries wait for nothing, and each wrong one after them makes the next wait twice as long as the one before it. A right try takes
 * a slot too while it is looked at: of so many of one user at the same instant, from one place, all are looked at.
 */
export const RULES = {
  /** All browsers and networks that a user's password is unknown to, together. */
  stranger: { free: 10, firstMs: 5_000, longestMs: QUARTER_HOUR_MS, forgottenMs: DAY_MS },
  /** A browser in which this user has signed in. */
  device: { free: 10, firstMs: 5_000, longestMs: QUARTER_HOUR_MS, forgottenMs: DAY_MS },
  /** A network from which this user has signed in, as API clients do without a browser. */
  place: { free: 10, firstMs: 5_000, longestMs: QUARTER_HOUR_MS, forgottenMs: DAY_MS },
  /** A network, for all users whom it is not known for. */
  network: { free: 100, firstMs: 1_000, longestMs: 60_000, forgottenMs: DAY_MS },
  /** A network from which anybody has signed in: an office, or a machine that many share. */
  usedNetwork: { free: 1_000, firstMs: 1_000, longestMs: 60_000, forgottenMs: DAY_MS },
  /** One-time and recovery codes after the right password, by whoever showed it: the same browser, network, or strangers. */
  code: { free: 5, firstMs: 5_000, longestMs: QUARTER_HOUR_MS, forgottenMs: DAY_MS },
  /** What somebody who is signed in shows once more, to change the password or for a step-up. */
  again: { free: 5, firstMs: 5_000, longestMs: QUARTER_HOUR_MS, forgottenMs: DAY_MS },
  /** Signatures with an access key that are wrong, of one network; see `SIGNER_NETWORKS`. */
  signature: { free: 5, firstMs: 5_000, longestMs: 5 * 60 * 1000, forgottenMs: DAY_MS },
} as const satisfies Record<string, Pace>;

export type RuleName = keyof typeof RULES;

/**
 * Rows of those whom nobody knows: names of no user share so many, and so do networks, by their hash. So a flood of names and addresses
 * leaves no more rows than these.
 */
const NOBODIES = 1_024;
const NETWORKS = 65_536;
/**
 * Networks that count apart for one access key, of those from which its user has never been seen; the others count by themselves, so
 * that nobody who knows the name of an access key can make its programs wait.
 */
const SIGNER_NETWORKS = 256;

/** How a browser or a network stands to the user that it names. */
export type Standing =
  | { readonly kind: "device" /** SHA-256 of its secret. */; readonly hash: Uint8Array }
  | { readonly kind: "place" | "stranger"; readonly network: string };

/** The count of a user's password, for whoever tries it. */
export function passwordCounter(userId: string, standing: Standing): Counter {
  return counter(standing.kind, userId, ...told(standing));
}

/** The count of a user's one-time codes, for whoever showed the password. */
export function codeCounter(userId: string, standing: Standing): Counter {
  return counter("code", userId, standing.kind, ...told(standing));
}

/** The count of what a user who is signed in shows again. */
export function againCounter(userId: string): Counter {
  return counter("again", userId);
}

/**
 * What is counted where there is no such user: one of a fixed number, which decides nothing and costs as much, down to the indexes.
 * @param name as typed
 */
export function nobodyCounter(name: string): Counter {
  return counter("stranger", "", bucketOf(name, NOBODIES));
}

/** @param isUsed whether anybody signed in well from there */
export function networkCounter(network: string, isUsed: boolean): Counter {
  return counter(isUsed ? "usedNetwork" : "network", null, bucketOf(network, NETWORKS));
}

/** @param isPlace whether the user has signed in, or signed well, from there */
export function signatureCounter(userId: string, access: string, network: string, isPlace: boolean): Counter {
  return counter("signature", userId, access, ...(isPlace ? ["place", network] : [bucketOf(network, SIGNER_NETWORKS)]));
}

/** SHA-256 of a network, as `known_place` has it. */
export function networkHash(network: string): Buffer {
  return digest("network", network);
}

/** How long the next try waits after so many wrong ones, in ms. */
export function delayAfter(wrong: number, { free, firstMs, longestMs }: Pace): number {
  return wrong < free ? 0 : Math.min(longestMs, firstMs * 2 ** (wrong - free));
}

/** How many wrong tries are looked at in 24 hours at most, from the first on. */
export function guessesOfFirstDay(pace: Pace): number {
  let guesses = 0;
  for (let at = 0; at < DAY_MS; at += delayAfter(guesses, pace)) guesses += 1;
  return guesses;
}

function told(standing: Standing): string[] {
  if (standing.kind === "stranger") return [];
  return [standing.kind === "device" ? Buffer.from(standing.hash).toString("base64url") : standing.network];
}

function counter(rule: RuleName, userId: string | null, ...parts: readonly string[]): Counter {
  return { id: digest(rule, userId ?? "", ...parts), rule, userId, pace: RULES[rule] };
}

function bucketOf(text: string, buckets: number): string {
  return String(digest("bucket", text).readUInt32BE() % buckets);
}

function digest(...parts: readonly string[]): Buffer {
  return createHash("sha256").update(JSON.stringify(parts)).digest();
}
