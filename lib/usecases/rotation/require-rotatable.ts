import { KmsError } from "#lib/domain/errors";
import type { Key } from "#lib/domain/key";
import { rotationRefusal } from "#lib/domain/rotation";

/** For `refuse`: what a key is decides before what it does (Table 2-12). */
export function refuseUnlessRotatable(key: Key | null): KmsError | null {
  const refusal = key === null ? null : rotationRefusal(key);
  return refusal === null ? null : new KmsError(refusal);
}
