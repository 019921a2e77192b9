/**
 * The hash of a password that somebody sets, through the same queue as sign-ins: hashing is slow on purpose. It is hashed as it was typed.
 */

import { KmsError } from "#lib/domain/errors";
import type { Caller } from "#lib/domain/identity/caller";
import { isLikeName } from "#lib/domain/identity/identity-rules";
import { isCommonPassword } from "#lib/iam/common-passwords/common-passwords";
import { hashPassword } from "#lib/iam/password";
import type { PasswordQueue } from "#lib/iam/password-queue";

const LIKE_NAME = "The password must not be the user's name, forwards or backwards. Choose one that has nothing to do with it.";
const IS_COMMON =
  "Many people use this password, so it is among the first that are tried. Choose a longer one: four words that do not belong together, say.";

/**
 * @throws KmsError `passwordInvalid`, with a sentence that says what to do, when it tells the user's name or is one that many people use;
 *   `requestTooMany` when too many set one at once
 */
export async function hashNewPassword(
  { caller, passwordQueue }: { caller: Caller; passwordQueue: PasswordQueue },
  password: string,
  userName: string,
): Promise<string> {
  if (isLikeName(password, userName)) throw new KmsError("passwordInvalid", { field: "password", message: LIKE_NAME });
  if (isCommonPassword(password)) throw new KmsError("passwordInvalid", { field: "password", message: IS_COMMON });
  return passwordQueue.set({ network: caller.accountId, user: caller.userId }, () => hashPassword(password));
}
