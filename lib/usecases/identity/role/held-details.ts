/** What a trace says of something that is attached or taken away: all that it takes to know what it means. */
import type { Role } from "#lib/domain/identity/account";
import { ROLES } from "#lib/domain/identity/permission";
import type { Place } from "#lib/store/identity/role-assignments";

export function heldDetails(role: Role, { scope, projectId }: Place) {
  const [roleId, name] = role.kind === "system" ? [ROLES[role.name].id, role.name] : [role.policy.id, role.policy.displayName];
  return { role: name, roleId, scope, project: projectId ?? "*" };
}
