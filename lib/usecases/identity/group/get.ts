/** Shows a group of the caller's account. */
import { getGroup as getStoredGroup } from "#lib/store/identity/groups";
import type { ProjectUseCase } from "../../use-case";

export const getGroup: ProjectUseCase<"getGroup"> = {
  subject: "account",
  run: async ({ groupId }, { store, caller }) => ({ group: await getStoredGroup(store, caller.accountId, groupId) }),
};
