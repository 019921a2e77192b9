/** Lists the users of the caller's account. */
import { listUsers as listStoredUsers } from "#lib/store/identity/users";
import { toListLinks, toUserReply } from "../../identity-reply";
import type { ProjectUseCase } from "../../use-case";
import { requireOwnAccount } from "../own-account";

export const listUsers: ProjectUseCase<"listUsers"> = {
  subject: "account",
  async run({ name, enabled, domain_id }, { store, caller, apiUrl }) {
    requireOwnAccount(caller, domain_id);
    const users = await listStoredUsers(store, caller.accountId, { name, enabled });
    return { users: users.map((user) => toUserReply(user, apiUrl)), links: toListLinks(apiUrl, "/v3/users") };
  },
};
