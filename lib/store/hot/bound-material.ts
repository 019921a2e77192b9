/** A key version as it is stored, with the key that it is bound to. */
import type { Key } from "#lib/domain/key";
import type { BoundMaterial } from "#lib/hsm/port";

export type MaterialRow = {
  version: number | null;
  wrapped: Buffer | null;
  domain_key: number;
  public_key: Buffer | null;
  binding_mac: Buffer | null;
};

/** null where there is no such version, or its material was deleted. */
export function toMaterial(key: Key, row: MaterialRow): BoundMaterial | null {
  if (row.version === null || row.wrapped === null || row.binding_mac === null) return null;
  return {
    accountId: key.accountId,
    projectId: key.projectId,
    keyId: key.id,
    version: row.version,
    spec: key.spec,
    usage: key.usage,
    origin: key.origin,
    wrapped: row.wrapped,
    domainKey: row.domain_key,
    publicKey: row.public_key,
    bindingMac: row.binding_mac,
  };
}
