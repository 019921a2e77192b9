/**
 * What was last read about callers and keys, so that a request can begin on a guess while nothing has been asked yet.
 * Invariants: a guess decides nothing. It comes with its proof, which the database checks in the statement that writes the trace
 * of the call; without that, neither trace nor result is. So a call that began after a change never ends on what was before it.
 */
import type { Caller } from "#lib/domain/identity/caller";
import type { Key } from "#lib/domain/key";
import type { Shadow } from "#lib/domain/use/shadow-disable";
import type { BoundMaterial } from "#lib/hsm/port";
import { Recent } from "./recent";

/** What must still be so for a guess to be right; `xmin` is the transaction that last wrote a row. */
export type Proof = {
  /** SHA-256 of the caller's token (32 bytes), which must still be there, and be the row that it was. */
  readonly tokenHash: Buffer;
  readonly tokenXmin: string;
  /** Of the number of the caller's account, which every change of its users, projects, members and roles counts up. */
  readonly iamXmin: string;
  /** null where the call is about no key. */
  readonly row: { readonly keyId: string; readonly version: number; readonly keyXmin: string; readonly versionXmin: string } | null;
};

export type Guess = {
  readonly caller: Caller;
  readonly key: Key | null;
  readonly material: BoundMaterial | null;
  /** Whoever writes it writes the key's row too, so the proof covers it. */
  readonly shadow: Shadow | null;
  readonly proof: Proof;
};

/** How many guesses could be made since the process began, and how many could not, because too little was known. */
export type GuessStats = { readonly hits: number; readonly misses: number };

type KnownCaller = { readonly caller: Caller } & Omit<Proof, "row">;
type KnownKey = {
  readonly key: Key;
  readonly material: BoundMaterial;
  readonly shadow: Shadow | null;
  readonly row: NonNullable<Proof["row"]>;
};

/** About 1.5 KB each. */
const MAX_CALLERS = 10_000;

export class Guesses {
  readonly #callers: Recent<KnownCaller>;
  readonly #keys: Recent<KnownKey>;
  #hits = 0;
  #misses = 0;

  /** @param maxKeys key versions to remember */
  constructor(maxKeys: number) {
    this.#callers = new Recent(MAX_CALLERS);
    this.#keys = new Recent(maxKeys);
  }

  get stats(): GuessStats {
    return { hits: this.#hits, misses: this.#misses };
  }

  /**
   * @param keyId null where the call is about no key
   * @param version null for the primary one
   */
  find(tokenHash: Buffer, keyId: string | null, version: number | null): Guess | null {
    const guess = this.#find(tokenHash, keyId, version);
    if (guess === null) this.#misses += 1;
    else this.#hits += 1;
    return guess;
  }

  #find(tokenHash: Buffer, keyId: string | null, version: number | null): Guess | null {
    const known = this.#callers.find(tokenHash.toString("latin1"));
    if (known === undefined) return null;
    const { caller, ...proof } = known;
    // Whether a session of the console was left alone for too long, no proof says.
    if (caller.signedInFrom === "console") return null;
    if (keyId === null) return { caller, key: null, material: null, shadow: null, proof: { ...proof, row: null } };
    const found = this.#findKey(keyId, version);
    if (found === undefined) return null;
    const { key, material, shadow, row } = found;
    return { caller, key, material, shadow, proof: { ...proof, row } };
  }

  #findKey(keyId: string, version: number | null): KnownKey | undefined {
    const primary = this.#keys.find(keyId);
    return version === null || primary?.row.version === version ? primary : this.#keys.find(nameOf(keyId, version));
  }

  keepCaller(known: KnownCaller): void {
    this.#callers.keep(known.tokenHash.toString("latin1"), known);
  }

  forgetCaller(tokenHash: Buffer): void {
    this.#callers.forget(tokenHash.toString("latin1"));
  }

  /** The primary version is known by the key's ID alone, however it was asked for. */
  keepKey(known: KnownKey): void {
    const { key, row } = known;
    this.#keys.keep(row.version === key.primaryVersion ? key.id : nameOf(key.id, row.version), known, key.id);
  }

  /** All versions of these keys. */
  forgetKeys(keyIds: readonly string[]): void {
    for (const keyId of keyIds) this.#keys.forgetGroup(keyId);
  }

  forgetAll(): void {
    this.#callers.clear();
    this.#keys.clear();
  }

  /** What a guess rested on that was wrong, or may be. */
  forget({ tokenHash, row }: Proof): void {
    this.forgetCaller(tokenHash);
    if (row === null) return;
    this.#keys.forget(nameOf(row.keyId, row.version));
    this.#keys.forget(row.keyId);
  }
}

function nameOf(keyId: string, version: number): string {
  return `${keyId}/${version}`;
}
