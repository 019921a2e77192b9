/** Changes a user. Invariant: nobody disables themselves, so that an account always keeps somebody who can undo it. */
import { KmsError } from "#lib/domain/errors";
import { changeAdministration } from "#lib/store/identity/administrators";
import { getUser as getStoredUser, updateUser as updateStoredUser } from "#lib/store/identity/users";
import type { ProjectUseCase } from "../../use-case";
import { hashNewPassword } from "./new-password";

export const updateUser: ProjectUseCase<"updateUser"> = {
  subject: "account",
  async run({ userId: id, name, password, isEnabled, description }, context) {
    const { store, caller, commit } = context;
    if (id === caller.userId && isEnabled === false) throw new KmsError("identityProtected");
    const before = await getStoredUser(store, caller.accountId, id);
    const change = {
      ...(name !== undefined && { name }),
      ...(isEnabled !== undefined && { isEnabled }),
      ...(description !== undefined && { description }),
      ...(password !== undefined && { passwordHash: await hashNewPassword(context, password, name ?? before.name) }),
    };
    const user = await commit(
      (tx) => {
        const update = () => updateStoredUser(tx, caller.accountId, id, change);
        return isEnabled === false ? changeAdministration(tx, caller, update) : update();
      },
      () => ({
        resourceId: id,
        details: {
          ...(name !== undefined && { name }),
          ...(isEnabled !== undefined && { enabled: isEnabled }),
          isNewPassword: password !== undefined,
        },
      }),
    );
    return { user };
  },
};
