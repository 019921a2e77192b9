/** Adds a user to a group; the roles of the group count from the next call on. */
import { addMember } from "#lib/store/identity/groups";
import type { ProjectUseCase } from "../../use-case";

export const addUserToGroup: ProjectUseCase<"addUserToGroup"> = {
  subject: "account",
  async run({ groupId, userId }, { caller, commit }) {
    await commit(
      (tx) => addMember(tx, caller.accountId, groupId, userId),
      () => ({ resourceId: groupId, details: { userId } }),
    );
  },
};
