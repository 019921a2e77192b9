/** Lists the groups of a user of the caller's account. */
import { listGroups } from "#lib/store/identity/groups";
import { getUser } from "#lib/store/identity/users";
import { toGroupReply, toListLinks } from "../../identity-reply";
import type { ProjectUseCase } from "../../use-case";

export const listGroupsOfUser: ProjectUseCase<"listGroupsOfUser"> = {
  subject: "account",
  async run({ user_id: userId }, { store, caller, apiUrl }) {
    await getUser(store, caller.accountId, userId);
    const groups = await listGroups(store, caller.accountId, { userId });
    return { groups: groups.map((group) => toGroupReply(group, apiUrl)), links: toListLinks(apiUrl, `/v3/users/${userId}/groups`) };
  },
};
