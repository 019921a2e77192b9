/**
 * What binds wrapped material to its row. AES-KWP has no associated data, so a MAC does it.
 * Invariant: different rows give different bytes: every field is preceded by its length, and the prefix names the version.
 */
import type { MaterialBinding, WrappedMaterial } from "#lib/domain/key";

const PREFIX = Buffer.from("kms-console/material/1", "ascii");

/**
 * The bytes that the integrity key authenticates; each field is a 32-bit big-endian length and the field. A public half comes
 * last, where there is one: who could swap it would read what is encrypted to it.
 */
export function bindingBytes(binding: MaterialBinding, { wrapped, publicKey }: Omit<WrappedMaterial, "bindingMac">): Buffer {
  const { accountId, projectId, keyId, version, spec, usage, origin } = binding;
  const texts = [accountId, projectId, keyId, String(version), spec, usage, origin].map((text) => Buffer.from(text, "utf8"));
  const fields = [...texts, wrapped, ...(publicKey === null ? [] : [publicKey])];
  return Buffer.concat([PREFIX, ...fields.flatMap((field) => [length(field), field])]);
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
