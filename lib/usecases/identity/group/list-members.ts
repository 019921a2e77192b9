/** Lists the members of a group of the caller's account. */
import { getGroup, listMembers } from "#lib/store/identity/groups";
import { toListLinks, toUserReply } from "../../identity-reply";
import type { ProjectUseCase } from "../../use-case";

export const listUsersOfGroup: ProjectUseCase<"listUsersOfGroup"> = {
  subject: "account",
  async run({ group_id: id }, { store, caller, apiUrl }) {
    await getGroup(store, caller.accountId, id);
    const users = await listMembers(store, id);
    return { users: users.map((user) => toUserReply(user, apiUrl)), links: toListLinks(apiUrl, `/v3/groups/${id}/users`) };
  },
};
