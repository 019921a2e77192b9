/**
 * Who may do what: permissions, system roles, and the one decision function (guide §1.3; api-reference §1.8).
 * Invariant: what is not allowed by a row here is refused; unknown roles and actions grant nothing.
 */

export const PERMISSIONS = [
  "kms:cmk:create",
  "kms:cmk:enable",
  "kms:cmk:disable",
  "kms:cmk:update",
  "kms:cmk:list",
  "kms:cmk:get",
  "kms:cmk:crypto",
] as const;
export type Permission = (typeof PERMISSIONS)[number];

/** System roles: each is a list of permissions; they cannot be changed. IDs are fixed, so that clients may keep them. */
export const ROLES = {
  "KMS Administrator": {
    id: "8f2c1d0e5b7a4c39a6d4e1f09b3c7a51",
    description: "All operations on keys (guide Table 1-6).",
    permissions: PERMISSIONS,
  },
  "KMS Viewer": {
    id: "3a9e6b42d15f4870b8c2f7d60e914c8d",
    description: "Reads keys and their settings; changes and uses none.",
    permissions: ["kms:cmk:list", "kms:cmk:get"],
  },
  "Security Administrator": {
    id: "c47b0fa2918e4d6cb35a7e20d1f8694b",
    description: "Manages users, groups, policies and projects; has no access to keys.",
    permissions: [],
  },
} as const satisfies Record<string, { id: string; description: string; permissions: readonly Permission[] }>;

export type RoleName = keyof typeof ROLES;
export const ROLE_NAMES = Object.keys(ROLES) as [RoleName, ...RoleName[]];

/** Whether any of the roles holds the permission. Used by `perform` to decide and by the console to hide. */
export function can(roles: readonly string[], permission: Permission): boolean {
  return roles.some(
    (role) => Object.hasOwn(ROLES, role) && (ROLES[role as RoleName].permissions as readonly Permission[]).includes(permission),
  );
}
