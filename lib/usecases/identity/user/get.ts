/** Shows a user of the caller's account. */
import { getUser as getStoredUser } from "#lib/store/identity/users";
import { toUserReply } from "../../identity-reply";
import type { ProjectUseCase } from "../../use-case";

export const getUser: ProjectUseCase<"getUser"> = {
  subject: "account",
  run: async ({ user_id }, { store, caller, apiUrl }) => ({
    user: toUserReply(await getStoredUser(store, caller.accountId, user_id), apiUrl),
  }),
};
