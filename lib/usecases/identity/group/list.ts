/** Lists the groups of the caller's account. */
import { listGroups as listStoredGroups } from "#lib/store/identity/groups";
import type { ProjectUseCase } from "../../use-case";
import { requireOwnAccount } from "../own-account";

export const listGroups: ProjectUseCase<"listGroups"> = {
  subject: "account",
  async run({ name, accountId }, { store, caller }) {
    requireOwnAccount(caller, accountId);
    return { groups: await listStoredGroups(store, caller.accountId, { name }) };
  },
};
