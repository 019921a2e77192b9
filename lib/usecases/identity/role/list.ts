/** Lists the system roles. */
import { ROLE_NAMES } from "#lib/domain/identity/permission";
import type { ProjectUseCase } from "../../use-case";

export const listRoles: ProjectUseCase<"listRoles"> = {
  subject: "account",
  run({ name, displayName }) {
    return { roles: ROLE_NAMES.filter((role) => role === (name ?? role) && role === (displayName ?? role)) };
  },
};
