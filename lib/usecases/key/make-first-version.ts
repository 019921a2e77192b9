import type { Key, WrappedMaterial } from "#lib/domain/key";
import { countKeys } from "#lib/store/identities";
import { keyQuotaReached, toBinding } from "#lib/store/keys";
import type { Context } from "../use-case";

/**
 * Material for a key that is about to be stored; null where it comes by an import.
 * @throws KmsError `keyQuotaReached` where that is clear already, which saves the token's work; the transaction decides
 */
export async function makeFirstVersion(
  { store, hsm, quota }: Pick<Context, "store" | "hsm" | "quota">,
  key: Key,
): Promise<WrappedMaterial | null> {
  if ((await countKeys(store, key.projectId)) >= quota.keys) throw keyQuotaReached(quota.keys);
  return key.origin === "external" ? null : await hsm.generateMaterial(toBinding(key, key.primaryVersion));
}
