/** Lists the system roles. */
import { ROLE_NAMES } from "#lib/domain/permission";
import { toListLinks, toRoleReply } from "../../identity-reply";
import type { ProjectUseCase } from "../../use-case";

export const listRoles: ProjectUseCase<"listRoles"> = {
  subject: "account",
  run({ name, display_name }, { apiUrl }) {
    const roles = ROLE_NAMES.filter((role) => role === (name ?? role) && role === (display_name ?? role));
    return { roles: roles.map((role) => toRoleReply(role, apiUrl)), links: toListLinks(apiUrl, "/v3/roles") };
  },
};
