/** Lists the groups of a user of the caller's account. */
import { listGroups } from "#lib/store/identity/groups";
import { getUser } from "#lib/store/identity/users";
import type { ProjectUseCase } from "../../use-case";

export const listGroupsOfUser: ProjectUseCase<"listGroupsOfUser"> = {
  subject: "account",
  async run({ userId }, { store, caller }) {
    await getUser(store, caller.accountId, userId);
    return { userId, groups: await listGroups(store, caller.accountId, { userId }) };
  },
};
