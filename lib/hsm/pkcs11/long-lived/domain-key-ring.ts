/**
 * The domain keys that one connection works with. Another process may make or destroy one at any time, so what is not known here is
 * looked for in the token. Invariant: a generation that is in the token can be used; of one that is gone no copy outlives the next look,
 * but for the call that is in it on another thread, which pins it.
 */
import type { Handle, PKCS11 } from "pkcs11js";
import { KmsError } from "#lib/domain/errors";
import type { SessionPool } from "../session/session-pool";
import { type DomainKeys, findDomainKeys, readMadeAt } from "./domain-keys";
import { domainKeyRow, hasAttributes } from "./long-lived-objects";
import { copyOf } from "./session-copies";

/** A domain key to wrap under. */
export type DomainKey = { readonly generation: number; readonly handle: Handle };

type Entry = { readonly handle: Handle; readonly isCopy: boolean; readonly madeAt: Date | null };

/** A generation that must exist somewhere is not to be seen; a fresh start of the module may show it. */
export class UnseenDomainKeyError extends Error {
  readonly generation: number;

  constructor(generation: number) {
    super(`domain key ${generation} is not to be seen in the token`);
    this.name = "UnseenDomainKeyError";
    this.generation = generation;
  }
}

export class DomainKeyRing {
  readonly #module: PKCS11;
  readonly #pool: SessionPool;
  /** Generations for which a fresh start of the module has been asked already. */
  readonly #missed: Set<number>;
  readonly #keys = new Map<number, Entry>();

  /** @param missed kept by the owner from one connection to the next */
  constructor(module: PKCS11, pool: SessionPool, originals: DomainKeys, missed: Set<number>) {
    this.#module = module;
    this.#pool = pool;
    this.#missed = missed;
    for (const [generation, handle] of originals) this.#add(generation, handle);
  }

  /** The one that wraps. */
  get newest(): DomainKey {
    const generation = Math.max(...this.#keys.keys());
    const entry = this.#keys.get(generation);
    if (entry === undefined) throw new KmsError("unavailable");
    return { generation, handle: entry.handle };
  }

  /** Those known, the oldest first. */
  get generations(): number[] {
    return [...this.#keys.keys()].sort((one, other) => one - other);
  }

  /** As the token has it; null where it does not say. */
  madeAt(generation: number): Date | null {
    return this.#keys.get(generation)?.madeAt ?? null;
  }

  /**
   * The domain key of something that is wrapped, and whose row or token has been verified.
   * @throws KmsError `materialIntegrity` when it has been destroyed; UnseenDomainKeyError once for each that may not be seen yet
   */
  require(generation: number): Handle {
    const known = this.#keys.get(generation) ?? this.#lookFor(generation);
    if (known !== undefined) return known.handle;
    if (generation < this.newest.generation || this.#missed.has(generation)) throw new KmsError("materialIntegrity");
    this.#missed.add(generation);
    throw new UnseenDomainKeyError(generation);
  }

  /** Looks at the token anew. @returns the generations there */
  refresh(): number[] {
    this.#look();
    this.#missed.clear();
    return this.generations;
  }

  #lookFor(generation: number): Entry | undefined {
    this.#look();
    return this.#keys.get(generation);
  }

  #look(): void {
    const found = findDomainKeys(this.#module, this.#pool.work);
    // The token always has one; none at all is a token that does not answer well.
    if (found.length === 0) throw new Error("the token shows no domain key");
    for (const { generation, handle } of found) if (!this.#keys.has(generation)) this.#add(generation, handle);
    const there = new Set(found.map(({ generation }) => generation));
    for (const generation of this.generations) if (!there.has(generation)) this.#drop(generation);
  }

  /** One whose attributes are not ours, or not whole yet since somebody is just writing it, is not taken. */
  #add(generation: number, original: Handle): void {
    const { template } = domainKeyRow(generation);
    if (!hasAttributes(this.#module, this.#pool.work, original, template)) return;
    const copy = copyOf(this.#module, this.#pool.holder, template, original);
    const madeAt = readMadeAt(this.#module, this.#pool.work, original);
    this.#keys.set(generation, { handle: copy ?? original, isCopy: copy !== null, madeAt });
  }

  #drop(generation: number): void {
    const entry = this.#keys.get(generation);
    this.#keys.delete(generation);
    if (entry?.isCopy) this.#pool.destroy(entry.handle);
  }
}
