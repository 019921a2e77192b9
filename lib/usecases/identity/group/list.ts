/** Lists the groups of the caller's account. */
import { listGroups as listStoredGroups } from "#lib/store/identity/groups";
import { toGroupReply, toListLinks } from "../../identity-reply";
import type { ProjectUseCase } from "../../use-case";
import { requireOwnAccount } from "../own-account";

export const listGroups: ProjectUseCase<"listGroups"> = {
  subject: "account",
  async run({ name, domain_id }, { store, caller, apiUrl }) {
    requireOwnAccount(caller, domain_id);
    const groups = await listStoredGroups(store, caller.accountId, { name });
    return { groups: groups.map((group) => toGroupReply(group, apiUrl)), links: toListLinks(apiUrl, "/v3/groups") };
  },
};
