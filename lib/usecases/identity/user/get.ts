/** Shows a user of the caller's account. */
import { getUser as getStoredUser } from "#lib/store/identity/users";
import type { ProjectUseCase } from "../../use-case";

export const getUser: ProjectUseCase<"getUser"> = {
  subject: "account",
  run: async ({ userId }, { store, caller }) => ({ user: await getStoredUser(store, caller.accountId, userId) }),
};

export const getUserProfile: ProjectUseCase<"getUserProfile"> = {
  subject: "account",
  run: async ({ userId }, { store, caller }) => ({ user: await getStoredUser(store, caller.accountId, userId) }),
};
