/** Tells whether a user is in a group. */
import { requireMember } from "#lib/store/identity/groups";
import type { ProjectUseCase } from "../../use-case";

export const checkUserInGroup: ProjectUseCase<"checkUserInGroup"> = {
  subject: "account",
  run: ({ groupId, userId }, { store, caller }) => requireMember(store, caller.accountId, groupId, userId),
};
