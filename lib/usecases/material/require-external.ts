import { KmsError } from "#lib/domain/errors";
import type { Key } from "#lib/domain/key";

/** For `refuse`: material made here neither comes nor goes by itself. */
export function refuseUnlessExternal(key: Key | null): KmsError | null {
  return key === null || key.origin === "external" ? null : new KmsError("keyNotExternal");
}
