/** Shows a group of the caller's account. */
import { getGroup as getStoredGroup } from "#lib/store/identity/groups";
import { toGroupReply } from "../../identity-reply";
import type { ProjectUseCase } from "../../use-case";

export const getGroup: ProjectUseCase<"getGroup"> = {
  subject: "account",
  run: async ({ group_id }, { store, caller, apiUrl }) => ({
    group: toGroupReply(await getStoredGroup(store, caller.accountId, group_id), apiUrl),
  }),
};
