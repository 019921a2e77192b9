/** Lists the members of a group of the caller's account. */
import { getGroup } from "#lib/store/identity/groups";
import { listMembers } from "#lib/store/identity/users";
import type { ProjectUseCase } from "../../use-case";

export const listUsersOfGroup: ProjectUseCase<"listUsersOfGroup"> = {
  subject: "account",
  async run({ groupId }, { store, caller }) {
    await getGroup(store, caller.accountId, groupId);
    return { groupId, users: await listMembers(store, groupId) };
  },
};
