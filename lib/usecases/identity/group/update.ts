/** Changes name or description of a group. */
import { updateGroup as updateStoredGroup } from "#lib/store/identity/groups";
import { toGroupReply } from "../../identity-reply";
import type { ProjectUseCase } from "../../use-case";

export const updateGroup: ProjectUseCase<"updateGroup"> = {
  subject: "account",
  async run({ group_id: id, group: { name, description } }, { caller, apiUrl, commit }) {
    const change = { ...(name !== undefined && { name }), ...(description !== undefined && { description }) };
    const group = await commit(
      (tx) => updateStoredGroup(tx, caller.accountId, id, change),
      () => ({ resourceId: id, details: { ...(name !== undefined && { name }) } }),
    );
    return { group: toGroupReply(group, apiUrl) };
  },
};
