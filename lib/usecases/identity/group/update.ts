/** Changes name or description of a group. */
import { getGroup, updateGroup as updateStoredGroup } from "#lib/store/identity/groups";
import type { ProjectUseCase } from "../../use-case";

export const updateGroup: ProjectUseCase<"updateGroup"> = {
  subject: "account",
  async run({ groupId: id, name, description }, { caller, commit }) {
    const change = { ...(name !== undefined && { name }), ...(description !== undefined && { description }) };
    // Nothing to change is no mistake: clients send it, and its trace says what is.
    const isChange = Object.keys(change).length > 0;
    const group = await commit(
      (tx) => (isChange ? updateStoredGroup(tx, caller.accountId, id, change) : getGroup({ prisma: tx }, caller.accountId, id)),
      (changed) => ({ resourceId: id, alias: changed.name, details: { name: changed.name, description: changed.description } }),
    );
    return { group };
  },
};
