/**
 * Handles of unwrapped material, least recently used first out.
 * Invariant: a handle is given only to a row that equals the row it was unwrapped from, byte for byte and field for field.
 */
import type { Handle } from "pkcs11js";
import type { BoundMaterial } from "#lib/hsm/port";
import { isSameBinding } from "./binding-mac";

/** What a handle is of: the secret itself (a secret key, or the private half of a pair), or the public half. */
export type MaterialPart = "secret" | "public";

type Entry = { readonly material: BoundMaterial; readonly handle: Handle };

/** About 9 KB each in SoftHSM2. */
export const DEFAULT_CACHE_ENTRIES = 10_000;

export class MaterialCache {
  readonly #entries = new Map<string, Entry>();
  readonly #capacity: number;
  readonly #destroy: (handle: Handle) => void;

  /** @param destroy ends a handle in the token; called once for each one that leaves the cache */
  constructor(capacity: number, destroy: (handle: Handle) => void) {
    if (!Number.isInteger(capacity) || capacity < 1) throw new RangeError("the cache needs room for at least one entry");
    this.#capacity = capacity;
    this.#destroy = destroy;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** The handle for exactly this row, or null. A row that was edited finds nothing, and must be verified and unwrapped anew. */
  find(material: BoundMaterial, part: MaterialPart = "secret"): Handle | null {
    const name = nameOf(material, part);
    const entry = this.#entries.get(name);
    if (entry === undefined || !isSameRow(entry.material, material)) return null;
    this.#entries.delete(name);
    this.#entries.set(name, entry);
    return entry.handle;
  }

  /** Keeps a handle, in place of an older one of the same key version; makes room by ending the least recently used. */
  keep(material: BoundMaterial, handle: Handle, part: MaterialPart = "secret"): void {
    const name = nameOf(material, part);
    this.#drop(name);
    this.#entries.set(name, { material: copyOf(material), handle });
    while (this.#entries.size > this.#capacity) this.#drop(this.#entries.keys().next().value as string);
  }

  /** IDs of the keys that have a handle here. */
  keyIds(): string[] {
    return [...new Set([...this.#entries.values()].map(({ material }) => material.keyId))];
  }

  /** Ends every handle of these keys. */
  dropKeys(keyIds: ReadonlySet<string>): void {
    for (const [name, { material }] of [...this.#entries]) if (keyIds.has(material.keyId)) this.#drop(name);
  }

  /** Ends every handle of material under another domain key than these. */
  dropExceptUnder(generations: readonly number[]): void {
    for (const [name, { material }] of [...this.#entries]) if (!generations.includes(material.domainKey)) this.#drop(name);
  }

  /** Ends every handle. */
  clear(): void {
    for (const name of [...this.#entries.keys()]) this.#drop(name);
  }

  /** Drops every entry without a word to the token: its sessions, and the handles with them, are gone already. */
  forget(): void {
    this.#entries.clear();
  }

  #drop(name: string): void {
    const entry = this.#entries.get(name);
    if (entry === undefined) return;
    this.#entries.delete(name);
    this.#destroy(entry.handle);
  }
}

function nameOf({ keyId, version }: BoundMaterial, part: MaterialPart): string {
  return part === "secret" ? `${keyId}/${version}` : `${keyId}/${version}/${part}`;
}

function isSameRow(left: BoundMaterial, right: BoundMaterial): boolean {
  return (
    left.domainKey === right.domainKey &&
    Buffer.compare(left.wrapped, right.wrapped) === 0 &&
    Buffer.compare(left.bindingMac, right.bindingMac) === 0 &&
    isSamePublicKey(left.publicKey, right.publicKey) &&
    isSameBinding(left, right)
  );
}

function isSamePublicKey(left: Uint8Array | null, right: Uint8Array | null): boolean {
  return left === null || right === null ? left === right : Buffer.compare(left, right) === 0;
}

/** A copy of its own: the row's bytes belong to the database driver, and may change. */
function copyOf(material: BoundMaterial): BoundMaterial {
  const { accountId, projectId, keyId, version, spec, usage, origin, domainKey } = material;
  return {
    accountId,
    projectId,
    keyId,
    version,
    spec,
    usage,
    origin,
    domainKey,
    wrapped: Buffer.from(material.wrapped),
    publicKey: material.publicKey && Buffer.from(material.publicKey),
    bindingMac: Buffer.from(material.bindingMac),
  };
}
