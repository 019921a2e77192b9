/** Shows a system role, or a policy of the account. */
import type { ProjectUseCase } from "../../use-case";
import { roleOf } from "./role-of";

export const getRole: ProjectUseCase<"getRole"> = {
  subject: "account",
  run: async ({ roleId }, { store, caller }) => ({ role: await roleOf(store, caller.accountId, roleId) }),
};
