/** Deletes a group, with what it gave its members. */
import { changeAdministration } from "#lib/store/identity/administrators";
import { deleteGroup as deleteStoredGroup } from "#lib/store/identity/groups";
import type { ProjectUseCase } from "../../use-case";

export const deleteGroup: ProjectUseCase<"deleteGroup"> = {
  subject: "account",
  async run({ groupId: id }, { caller, commit }) {
    await commit(
      (tx) => changeAdministration(tx, caller, () => deleteStoredGroup(tx, caller.accountId, id)),
      (name) => ({ resourceId: id, alias: name, details: { name } }),
    );
  },
};
