/** The hash of a password that an administrator sets, through the same gate as sign-ins: hashing is slow on purpose. */
import { KmsError } from "#lib/domain/errors";
import { tellsName } from "#lib/domain/identity";
import { hashPassword } from "#lib/iam/password";
import { throughPasswordGate } from "#lib/iam/password-gate";

/** @throws KmsError `passwordInvalid` when it tells the user's name; `requestTooMany` */
export async function hashNewPassword(password: string, userName: string): Promise<string> {
  if (tellsName(password, userName)) throw new KmsError("passwordInvalid", { field: "user.password" });
  return throughPasswordGate(() => hashPassword(password));
}
