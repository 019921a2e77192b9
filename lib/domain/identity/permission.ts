/**
 * Who may do what: permissions, system roles, and the one decision function (guide §1.3; api-reference §1.8).
 * Invariant: what is not allowed by a row here is refused; unknown roles and actions grant nothing.
 */

/** Actions on keys and what belongs to them (api-reference §1.8). */
export const KMS_PERMISSIONS = [
  "kms:cmk:create",
  "kms:cmk:enable",
  "kms:cmk:disable",
  "kms:cmk:update",
  "kms:cmk:list",
  "kms:cmk:get",
  "kms:cmk:getAccess",
  "kms:cmk:generate",
  "kms:cmk:crypto",
  "kms:cmk:sign",
  "kms:cmk:verify",
  "kms:cmk:getPublicKey",
  "kms:cmk:generateMac",
  "kms:cmk:verifyMac",
  "kms:cmk:getMaterial",
  "kms:cmk:importMaterial",
  "kms:cmk:deleteMaterial",
  "kms:cmk:enableRotation",
  "kms:cmk:updateRotation",
  "kms:cmk:disableRotation",
  "kms:cmk:getRotation",
  "kms:cmk:rotate",
  "kms:cmk:getInstance",
  "kms:cmk:getQuota",
  "kms:dek:create",
  "kms:dek:crypto",
  "kms:grant:create",
  "kms:grant:list",
  "kms:grant:revoke",
  "kms:grant:retire",
  "kms:cmkTag:list",
  "kms:cmkTag:listInstance",
  "kms:cmkTag:create",
  "kms:cmkTag:delete",
  "kms:cmkTag:batch",
  "kms:alias:list",
  "kms:alias:create",
  "kms:alias:delete",
  "kms:alias:associate",
  "kms:trace:list",
] as const;

/** Actions on identities; they count only where they are held for the account as a whole. */
export const IAM_PERMISSIONS = [
  "iam:users:list",
  "iam:users:get",
  "iam:users:create",
  "iam:users:update",
  "iam:users:delete",
  "iam:groups:list",
  "iam:groups:get",
  "iam:groups:create",
  "iam:groups:update",
  "iam:groups:delete",
  "iam:groups:addUser",
  "iam:groups:removeUser",
  "iam:projects:list",
  "iam:projects:create",
  "iam:projects:update",
  "iam:roles:list",
  "iam:roles:create",
  "iam:roles:update",
  "iam:roles:delete",
  "iam:roles:assign",
  "iam:roles:unassign",
  "iam:credentials:list",
  "iam:credentials:create",
  "iam:credentials:update",
  "iam:credentials:delete",
  "iam:traces:list",
] as const;

export type Permission = (typeof KMS_PERMISSIONS)[number] | (typeof IAM_PERMISSIONS)[number];

/** System roles: each is a list of permissions; they cannot be changed. IDs are fixed, so that clients may keep them. */
export const ROLES = {
  "KMS Administrator": {
    id: "8f2c1d0e5b7a4c39a6d4e1f09b3c7a51",
    description: "All operations on keys (guide Table 1-6).",
    permissions: KMS_PERMISSIONS,
  },
  "KMS Viewer": {
    id: "3a9e6b42d15f4870b8c2f7d60e914c8d",
    description: "Reads keys and their settings; changes and uses none.",
    permissions: [
      "kms:cmk:list",
      "kms:cmk:get",
      "kms:cmk:getPublicKey",
      "kms:cmk:getRotation",
      "kms:cmk:getInstance",
      "kms:cmk:getQuota",
      "kms:grant:list",
      "kms:cmkTag:list",
      "kms:cmkTag:listInstance",
      "kms:alias:list",
    ],
  },
  "Security Administrator": {
    id: "c47b0fa2918e4d6cb35a7e20d1f8694b",
    description: "Manages users, groups, policies and projects; has no access to keys.",
    permissions: IAM_PERMISSIONS,
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
