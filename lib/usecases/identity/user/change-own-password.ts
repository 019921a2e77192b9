/**
 * Gives oneself a new password. Invariants: the one before is shown, under the same growing delays as a sign-in; and all
 * other sessions of this user are ended, in the same transaction as the trace.
 */
import { KmsError } from "#lib/domain/errors";
import { deleteOtherSessions } from "#lib/store/identity/sessions";
import { changeOwnPassword as storeOwnPassword } from "#lib/store/identity/users";
import type { ProjectUseCase } from "../../use-case";
import { storedDigest } from "../stored-digest";
import { hashNewPassword } from "./new-password";
import { proveOwnPassword } from "./prove-own-password";

export const changeOwnPassword: ProjectUseCase<"changeOwnPassword"> = {
  subject: "account",
  async run({ originalPassword, password }, context) {
    const { caller, now, commit } = context;
    const before = await proveOwnPassword(context, originalPassword, "originalPassword");
    if (password === originalPassword) throw new KmsError("passwordUnchanged", { field: "password" });
    const passwordHash = await hashNewPassword(context, password, caller.userName);
    await commit(
      async (tx) => {
        await storeOwnPassword(tx, caller.userId, before, passwordHash);
        return deleteOtherSessions(tx, caller.userId, caller.sessionId, now());
      },
      (endedSessions) => {
        const { userId: resourceId, userName: name } = caller;
        return {
          resourceId,
          alias: name,
          details: { name, isNewPassword: true, passwordDigest: storedDigest(passwordHash), endedSessions },
        };
      },
    );
  },
};
