/** Removes a user from a group; the roles of the group no longer count for the next call. */
import { removeMember } from "#lib/store/identity/groups";
import { requireStillAdministrator } from "#lib/store/identity/role-assignments";
import type { ProjectUseCase } from "../../use-case";

export const removeUserFromGroup: ProjectUseCase<"removeUserFromGroup"> = {
  subject: "account",
  async run({ groupId, userId }, { caller, commit }) {
    await commit(
      async (tx) => {
        await removeMember(tx, caller.accountId, groupId, userId);
        await requireStillAdministrator(tx, caller);
      },
      () => ({ resourceId: groupId, details: { userId } }),
    );
  },
};
