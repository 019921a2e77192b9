/** Shows a system role. */
import { toRoleReply } from "../../identity-reply";
import type { ProjectUseCase } from "../../use-case";
import { roleOf } from "./role-of";

export const getRole: ProjectUseCase<"getRole"> = {
  subject: "account",
  run: ({ role_id }, { apiUrl }) => ({ role: toRoleReply(roleOf(role_id), apiUrl) }),
};
