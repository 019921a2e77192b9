/** Lists the users of the caller's account. */
import { listUsers as listStoredUsers } from "#lib/store/identity/users";
import type { ProjectUseCase } from "../../use-case";
import { requireOwnAccount } from "../own-account";

export const listUsers: ProjectUseCase<"listUsers"> = {
  subject: "account",
  async run({ name, isEnabled, passwordExpiresAt, accountId }, { store, caller }) {
    requireOwnAccount(caller, accountId);
    // No password ever expires, which is no time that could be compared with any.
    if (passwordExpiresAt !== undefined) return { users: [] };
    return { users: await listStoredUsers(store, caller.accountId, { name, isEnabled }) };
  },
};

export const listUserProfiles: ProjectUseCase<"listUserProfiles"> = {
  subject: "account",
  async run({ accountId }, { store, caller }) {
    requireOwnAccount(caller, accountId);
    return { users: await listStoredUsers(store, caller.accountId, {}) };
  },
};
