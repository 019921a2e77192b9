/** The hash of a password that an administrator sets, through the same queue as sign-ins: hashing is slow on purpose. */

import { KmsError } from "#lib/domain/errors";
import type { Caller } from "#lib/domain/identity/caller";
import { tellsName } from "#lib/domain/identity/identity-rules";
import { hashPassword } from "#lib/iam/password";
import type { PasswordQueue } from "#lib/iam/password-queue";

/** @throws KmsError `passwordInvalid` when it tells the user's name; `requestTooMany` when too many set one at once */
export async function hashNewPassword(
  { caller, passwordQueue }: { caller: Caller; passwordQueue: PasswordQueue },
  password: string,
  userName: string,
): Promise<string> {
  if (tellsName(password, userName)) throw new KmsError("passwordInvalid", { field: "password" });
  return passwordQueue.set({ network: caller.accountId, user: caller.userId }, () => hashPassword(password));
}
