/** Changes name or description of a group. */
import { getGroup, updateGroup as updateStoredGroup } from "#lib/store/identity/groups";
import type { ProjectUseCase } from "../../use-case";

export const updateGroup: ProjectUseCase<"updateGroup"> = {
  subject: "account",
  async run({ groupId: id, name, description }, { store, caller, commit }) {
    const change = { ...(name !== undefined && { name }), ...(description !== undefined && { description }) };
    if (Object.keys(change).length === 0) return { group: await getGroup(store, caller.accountId, id) };
    const group = await commit(
      (tx) => updateStoredGroup(tx, caller.accountId, id, change),
      (changed) => ({ resourceId: id, details: { name: changed.name, description: changed.description } }),
    );
    return { group };
  },
};
