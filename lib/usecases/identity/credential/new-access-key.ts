/** A new access key: name and secret from the token's generator, the secret sealed by the token. Nothing is stored here. */
import type { AccessKey } from "#lib/domain/identity/account";
import type { Hsm } from "#lib/hsm/port";
import { accessKeyLabel, newAccess, newAccessSecret } from "#lib/iam/access-key";

export type NewAccessKey = {
  readonly accessKey: AccessKey;
  /** What is stored of the secret. */
  readonly sealedSecret: Buffer;
  /** In clear, for the one answer that shows it. */
  readonly secret: string;
};

export function makeAccessKey(
  hsm: Hsm,
  of: { userId: string; description: string; projectId: string | null; createdAt: Date },
): NewAccessKey {
  const randomBytes = (length: number) => hsm.randomBytes(length);
  const access = newAccess(randomBytes);
  const secret = newAccessSecret(randomBytes);
  const bytes = Buffer.from(secret);
  try {
    return {
      accessKey: { ...of, access, isEnabled: true, lastUsedAt: of.createdAt },
      sealedSecret: hsm.seal(accessKeyLabel(access), bytes),
      secret,
    };
  } finally {
    bytes.fill(0);
  }
}
