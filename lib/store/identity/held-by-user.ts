/** What a user holds by its groups, for whoever wants to know why somebody may do something. */

import type { PolicyOfUser } from "#lib/domain/identity/account";
import { ROLE_NAMES, ROLES } from "#lib/domain/identity/permission";
import { compileStored } from "#lib/domain/policy/compile-policy";
import { HELD_SCOPES, type HeldPolicy } from "#lib/domain/policy/held-policy";
import { SYSTEM_POLICIES } from "#lib/domain/policy/system-policies";
import { knownWord } from "../books/altered";
import { bookOf } from "../books/people-books";
import type { Store } from "../open";

/** By where it is held, then by the group's name; of a cloud service nothing, whatever groups it was put in. */
export async function listHeldByUser({ prisma }: Store, userId: string): Promise<PolicyOfUser[]> {
  const rows = await prisma.roleAssignment.findMany({
    where: { group: { members: { some: { userId, user: { service: null } } } } },
    include: { policy: true, project: { select: { id: true, name: true } }, group: { select: { id: true, name: true } } },
    orderBy: [{ scope: "asc" }, { project: { name: "asc" } }, { group: { name: "asc" } }, { role: "asc" }, { policyId: "asc" }],
  });
  return rows.flatMap(({ role, policy, scope, project, group }): PolicyOfUser[] => {
    const where = { scope: knownWord(HELD_SCOPES, scope, bookOf.group(group.id)), project, group };
    if (policy !== null) return [{ roleId: policy.id, name: policy.displayName, document: policy.document, ...where }];
    const name = ROLE_NAMES.find((known) => known === role);
    const system = SYSTEM_POLICIES.find((known) => known.name === name);
    return name === undefined || system === undefined ? [] : [{ roleId: ROLES[name].id, name, document: system.policy, ...where }];
  });
}

/** The same, ready for deciding, as far as it counts in a project. */
export function toHeldIn(projectId: string, held: readonly PolicyOfUser[]): HeldPolicy[] {
  return held
    .filter(({ project }) => project === null || project.id === projectId)
    .map(({ roleId, name, document, scope, group }) => ({
      policy: SYSTEM_POLICIES.find(({ id }) => id === roleId)?.compiled ?? compileStored({ id: roleId, name }, document),
      scope,
      groupId: group.id,
    }));
}
