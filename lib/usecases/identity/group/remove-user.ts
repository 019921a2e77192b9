/** Removes a user from a group; the roles of the group no longer count for the next call. */
import { changeAdministration } from "#lib/store/identity/administrators";
import { removeMember } from "#lib/store/identity/groups";
import type { ProjectUseCase } from "../../use-case";

export const removeUserFromGroup: ProjectUseCase<"removeUserFromGroup"> = {
  subject: "account",
  async run({ groupId, userId }, { caller, commit }) {
    await commit(
      (tx) => changeAdministration(tx, caller, () => removeMember(tx, caller.accountId, groupId, userId)),
      () => ({ resourceId: groupId, details: { userId } }),
    );
  },
};
