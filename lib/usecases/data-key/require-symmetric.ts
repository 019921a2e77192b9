/** Only a symmetric key wraps data keys (api-reference §2.3). */
import { KmsError } from "#lib/domain/errors";
import type { Key } from "#lib/domain/key";
import { KEY_SPECS } from "#lib/domain/key-spec";

/** @throws KmsError `keyNotSymmetric`, `hmacKeyUnsupported` */
export function requireSymmetric(key: Pick<Key, "spec">): void {
  const { family } = KEY_SPECS[key.spec];
  if (family === "hmac") throw new KmsError("hmacKeyUnsupported");
  if (family !== "symmetric") throw new KmsError("keyNotSymmetric");
}
