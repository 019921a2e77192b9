/** Deletes a group, with what it gave its members. */
import { deleteGroup as deleteStoredGroup } from "#lib/store/identity/groups";
import { requireStillAdministrator } from "#lib/store/identity/role-assignments";
import type { ProjectUseCase } from "../../use-case";

export const deleteGroup: ProjectUseCase<"deleteGroup"> = {
  subject: "account",
  async run({ groupId: id }, { caller, commit }) {
    await commit(
      async (tx) => {
        await deleteStoredGroup(tx, caller.accountId, id);
        await requireStillAdministrator(tx, caller);
      },
      () => ({ resourceId: id }),
    );
  },
};
