/**
 * Gives oneself a new password. Invariants: the one before is shown, under the same growing delays as a sign-in; and all
 * other sessions of this user are ended, in the same transaction as the trace.
 */
import { KmsError } from "#lib/domain/errors";
import { deleteOtherSessions } from "#lib/store/identity/sessions";
import { changeOwnPassword as storeOwnPassword } from "#lib/store/identity/users";
import type { ProjectUseCase } from "../../use-case";
import { hashNewPassword } from "./new-password";
import { proveOwnPassword } from "./prove-own-password";
import { passwordDetails } from "./user-trace";

export const changeOwnPassword: ProjectUseCase<"changeOwnPassword"> = {
  subject: "account",
  async run({ originalPassword, password }, context) {
    const { caller, now, commit } = context;
    const before = await proveOwnPassword(context, originalPassword, "originalPassword");
    if (password === originalPassword) {
      throw new KmsError("passwordInvalid", { field: "password", message: "The new password is the current one. Choose another one." });
    }
    const passwordHash = await hashNewPassword(context, password, caller.userName);
    await commit(
      async (tx) => {
        await storeOwnPassword(tx, caller.userId, before, passwordHash);
        return deleteOtherSessions(tx, caller.userId, caller.sessionId, now());
      },
      (ended) => ({
        resourceId: caller.userId,
        details: { name: caller.userName, ...passwordDetails(passwordHash), endedSessions: ended },
      }),
    );
  },
};
