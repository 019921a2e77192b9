/** What may be attached to groups, by the IDs that clients keep: system roles, and policies of the caller's account. */
import type { Role } from "#lib/domain/identity/account";
import { ROLE_NAMES, ROLES } from "#lib/domain/identity/permission";
import { getPolicy, listPolicies } from "#lib/store/identity/policies";
import type { HeldRole } from "#lib/store/identity/role-assignments";
import type { Store } from "#lib/store/open";

/** @throws KmsError `identityNotFound` */
export async function roleOf(store: Store, accountId: string, id: string): Promise<Role> {
  const name = ROLE_NAMES.find((role) => ROLES[role].id === id);
  return name === undefined ? { kind: "custom", policy: await getPolicy(store, accountId, id) } : { kind: "system", name };
}

/** Those of the IDs, in their order. */
export async function rolesOf(store: Store, accountId: string, ids: readonly string[]): Promise<Role[]> {
  const policies = new Map((await listPolicies(store, accountId)).map((policy) => [policy.id, policy]));
  return ids.flatMap((id): Role[] => {
    const name = ROLE_NAMES.find((role) => ROLES[role].id === id);
    const policy = policies.get(id);
    if (name !== undefined) return [{ kind: "system", name }];
    return policy === undefined ? [] : [{ kind: "custom", policy }];
  });
}

export function toHeldRole(role: Role): HeldRole {
  return role.kind === "system" ? { role: role.name } : { policyId: role.policy.id };
}
