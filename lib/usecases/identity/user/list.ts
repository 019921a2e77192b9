/** Lists the users of the caller's account. */
import { listSecondFactors } from "#lib/store/identity/second-factors";
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

/** Of a user who was made between the two questions. */
const NO_FACTOR = { isSecondFactorRequired: false, hasSecondFactor: false } as const;

export const listUserProfiles: ProjectUseCase<"listUserProfiles"> = {
  subject: "account",
  async run({ accountId }, { store, caller }) {
    requireOwnAccount(caller, accountId);
    const [users, factors] = await Promise.all([listStoredUsers(store, caller.accountId, {}), listSecondFactors(store, caller.accountId)]);
    return { users: users.map((user) => ({ ...user, ...(factors.get(user.id) ?? NO_FACTOR) })) };
  },
};
