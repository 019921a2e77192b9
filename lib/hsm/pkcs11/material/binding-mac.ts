/**
 * What binds wrapped material to its row. AES-KWP has no associated data, so a MAC does it.
 * Invariant: different rows give different bytes: every field is preceded by its length, and the prefix names the version.
 */
import type { MaterialBinding, WrappedMaterial } from "#lib/domain/key";
import type { WrappedIntegrityKey } from "#lib/hsm/port";

/** Under the first domain key, which needed no name while it was the only one. */
const PREFIX_FIRST = Buffer.from("kms-console/material/1", "ascii");
/** Under a later one, whose generation is the first field. */
const PREFIX = Buffer.from("kms-console/material/2", "ascii");
const PREFIX_SEAL = Buffer.from("kms-console/seal/1", "ascii");
const PREFIX_INTEGRITY_KEY = Buffer.from("kms-console/integrity-key/1", "ascii");

/**
 * The bytes that the integrity key authenticates; each field is a 32-bit big-endian length and the field. A public half comes
 * last, where there is one: who could swap it would read what is encrypted to it.
 */
export function bindingBytes(binding: MaterialBinding, { wrapped, publicKey, domainKey }: Omit<WrappedMaterial, "bindingMac">): Buffer {
  const { accountId, projectId, keyId, version, spec, usage, origin } = binding;
  const generation = domainKey === 1 ? [] : [String(domainKey)];
  const texts = [...generation, accountId, projectId, keyId, String(version), spec, usage, origin].map((text) => Buffer.from(text, "utf8"));
  const fields = [...texts, wrapped, ...(publicKey === null ? [] : [publicKey])];
  return Buffer.concat([domainKey === 1 ? PREFIX_FIRST : PREFIX, ...fields.flatMap((field) => [length(field), field])]);
}

/** What says that a blob is an integrity key, and no key's material, which looks the same from outside. */
export function integrityKeyBytes({ version, domainKey, wrapped }: Omit<WrappedIntegrityKey, "bindingMac">): Buffer {
  const fields = [Buffer.from(String(version), "ascii"), Buffer.from(String(domainKey), "ascii"), wrapped];
  return Buffer.concat([PREFIX_INTEGRITY_KEY, ...fields.flatMap((field) => [length(field), field])]);
}

/** What the token's own integrity key authenticates for a purpose: no other use of that key begins so, and no two purposes give the same bytes. */
export function sealBytes(purpose: string, data: Uint8Array): Buffer {
  const text = Buffer.from(purpose, "utf8");
  return Buffer.concat([PREFIX_SEAL, length(text), text, data]);
}

/** Whether two bindings are the same in every field. */
export function isSameBinding(left: MaterialBinding, right: MaterialBinding): boolean {
  return (
    left.keyId === right.keyId &&
    left.version === right.version &&
    left.projectId === right.projectId &&
    left.accountId === right.accountId &&
    left.spec === right.spec &&
    left.usage === right.usage &&
    left.origin === right.origin
  );
}

function length(field: Uint8Array): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(field.byteLength);
  return bytes;
}
