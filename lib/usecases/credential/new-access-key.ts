/** A new access key: name and secret from the token's generator, the secret sealed by the token. Nothing is stored here. */
import type { Hsm } from "#lib/hsm/port";
import { accessKeyLabel, newAccess, newAccessSecret } from "#lib/iam/access-key";
import type { AccessKeyRecord } from "#lib/store/identity/access-keys";

export type NewAccessKey = AccessKeyRecord & { readonly sealedSecret: Buffer };

/** @returns the row to store, and the secret in clear for the one answer that shows it */
export function makeAccessKey(
  hsm: Hsm,
  of: { userId: string; description: string; createdAt: Date },
): { row: NewAccessKey; secret: string } {
  const randomBytes = (length: number) => hsm.randomBytes(length);
  const access = newAccess(randomBytes);
  const secret = newAccessSecret(randomBytes);
  const bytes = Buffer.from(secret);
  try {
    return { row: { ...of, access, enabled: true, sealedSecret: hsm.seal(accessKeyLabel(access), bytes) }, secret };
  } finally {
    bytes.fill(0);
  }
}
