/** Changes name or description of a group. */
import { updateGroup as updateStoredGroup } from "#lib/store/identity/groups";
import type { ProjectUseCase } from "../../use-case";

export const updateGroup: ProjectUseCase<"updateGroup"> = {
  subject: "account",
  async run({ groupId: id, name, description }, { caller, commit }) {
    const change = { ...(name !== undefined && { name }), ...(description !== undefined && { description }) };
    const group = await commit(
      (tx) => updateStoredGroup(tx, caller.accountId, id, change),
      () => ({ resourceId: id, details: { ...(name !== undefined && { name }) } }),
    );
    return { group };
  },
};
