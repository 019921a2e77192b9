import { KmsError } from "#lib/domain/errors";
import type { Key } from "#lib/domain/key";

/** For `refuse`: material made here neither comes nor goes by itself, least of all that of a default master key. */
export function refuseUnlessExternal(key: Key | null): KmsError | null {
  if (key?.isDefault === true) return new KmsError("defaultKeyProtected");
  return key === null || key.origin === "external" ? null : new KmsError("keyNotExternal");
}
