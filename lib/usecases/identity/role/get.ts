/** Shows a system role. */
import type { ProjectUseCase } from "../../use-case";
import { roleOf } from "./role-of";

export const getRole: ProjectUseCase<"getRole"> = {
  subject: "account",
  run: ({ roleId }) => ({ role: roleOf(roleId) }),
};
