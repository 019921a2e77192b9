/** Changes a user. Invariant: nobody disables themselves, so that an account always keeps somebody who can undo it. */
import { KmsError } from "#lib/domain/errors";
import { changeAdministration } from "#lib/store/identity/administrators";
import { getUser as getStoredUser, updateUser as updateStoredUser } from "#lib/store/identity/users";
import { toUserReply } from "../identity-reply";
import type { ProjectUseCase } from "../use-case";
import { hashNewPassword } from "./new-password";

export const updateUser: ProjectUseCase<"updateUser"> = {
  subject: "account",
  async run({ user_id: id, user: wanted }, context) {
    const { store, caller, apiUrl, commit } = context;
    if (id === caller.userId && wanted.enabled === false) throw new KmsError("identityProtected");
    const before = await getStoredUser(store, caller.accountId, id);
    const { password, name, enabled, description } = wanted;
    const change = {
      ...(name !== undefined && { name }),
      ...(enabled !== undefined && { enabled }),
      ...(description !== undefined && { description }),
      ...(password !== undefined && { passwordHash: await hashNewPassword(context, password, name ?? before.name) }),
    };
    const user = await commit(
      (tx) => {
        const update = () => updateStoredUser(tx, caller.accountId, id, change);
        return enabled === false ? changeAdministration(tx, caller, update) : update();
      },
      () => ({
        resourceId: id,
        details: { ...(name !== undefined && { name }), ...(enabled !== undefined && { enabled }), isNewPassword: password !== undefined },
      }),
    );
    return { user: toUserReply(user, apiUrl) };
  },
};
