/** Lists the users of the caller's account. */
import { listUsers as listStoredUsers } from "#lib/store/identity/users";
import type { ProjectUseCase } from "../../use-case";
import { requireOwnAccount } from "../own-account";

export const listUsers: ProjectUseCase<"listUsers"> = {
  subject: "account",
  async run({ name, isEnabled, accountId }, { store, caller }) {
    requireOwnAccount(caller, accountId);
    return { users: await listStoredUsers(store, caller.accountId, { name, isEnabled }) };
  },
};
