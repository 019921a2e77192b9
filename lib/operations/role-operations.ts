/** System roles and the account's policies as what groups hold: in one project, in all of them, or on the account itself. */
import type { Role } from "#lib/domain/identity/account";
import { type OperationRow, ON_ACCOUNT as onAccount, shape } from "./operation";

type InProject = { readonly projectId: string; readonly groupId: string };
type InAccount = { readonly accountId: string; readonly groupId: string };
type OneRole = { readonly roleId: string };

const assigning = {
  ...onAccount,
  effect: "change",
  traceName: "assignRole",
  resourceType: "group",
  permission: "iam:roles:assign",
  needsStepUp: true,
  secretFields: [],
  output: shape<void>(),
} as const;
const unassigning = {
  ...onAccount,
  effect: "change",
  traceName: "unassignRole",
  resourceType: "group",
  permission: "iam:roles:unassign",
  needsStepUp: true,
  secretFields: [],
  output: shape<void>(),
} as const;
const listing = {
  ...onAccount,
  effect: "read",
  resourceType: "group",
  permission: "iam:roles:list",
  secretFields: [],
} as const;

export const roleOperations = {
  listRoles: {
    ...listing,
    traceName: "listRoles",
    resourceType: "policy",
    input: shape<{
      readonly name?: string | undefined;
      readonly displayName?: string | undefined;
      readonly accountId?: string | undefined;
    }>(),
    output: shape<{ readonly roles: readonly Role[]; readonly total: number }>(),
    summary: "List the system roles; with an account, the policies that it has made",
  },
  getRole: {
    ...listing,
    traceName: "getRole",
    resourceType: "policy",
    input: shape<OneRole>(),
    output: shape<{ readonly role: Role }>(),
    summary: "Show a system role or a policy of the account",
  },
  listRolesInProject: {
    ...listing,
    traceName: "listRolesOfGroup",
    input: shape<InProject>(),
    output: shape<InProject & { readonly roles: readonly Role[] }>(),
    summary: "List what a group holds in a project",
  },
  listRolesInAccount: {
    ...listing,
    traceName: "listRolesOfGroup",
    input: shape<InAccount>(),
    output: shape<InAccount & { readonly roles: readonly Role[] }>(),
    summary: "List what a group holds on the account itself",
  },
  listRolesInAllProjects: {
    ...listing,
    traceName: "listRolesOfGroup",
    input: shape<InAccount>(),
    output: shape<InAccount & { readonly roles: readonly Role[] }>(),
    summary: "List what a group holds in all projects",
  },
  checkRoleInProject: {
    ...listing,
    traceName: "checkRole",
    input: shape<InProject & OneRole>(),
    output: shape<void>(),
    summary: "Say whether a group holds a role in a project",
  },
  checkRoleInAccount: {
    ...listing,
    traceName: "checkRole",
    input: shape<InAccount & OneRole>(),
    output: shape<void>(),
    summary: "Say whether a group holds a role on the account itself",
  },
  checkRoleInAllProjects: {
    ...listing,
    traceName: "checkRole",
    input: shape<InAccount & OneRole>(),
    output: shape<void>(),
    summary: "Say whether a group holds a role in all projects",
  },
  assignRoleInProject: {
    ...assigning,
    input: shape<InProject & OneRole>(),
    summary: "Give the members of a group a role or policy in a project",
  },
  assignRoleInAccount: {
    ...assigning,
    input: shape<InAccount & OneRole>(),
    summary: "Give the members of a group a role or policy on the account itself, which is rights over people",
  },
  assignRoleInAllProjects: {
    ...assigning,
    input: shape<InAccount & OneRole>(),
    summary: "Give the members of a group a role or policy in all projects, those that are made later too",
  },
  unassignRoleInProject: {
    ...unassigning,
    input: shape<InProject & OneRole>(),
    summary: "Take a role or policy in a project away from a group",
  },
  unassignRoleInAccount: {
    ...unassigning,
    input: shape<InAccount & OneRole>(),
    summary: "Take a role or policy on the account itself away from a group",
  },
  unassignRoleInAllProjects: {
    ...unassigning,
    input: shape<InAccount & OneRole>(),
    summary: "Take a role or policy in all projects away from a group",
  },
} as const satisfies Record<string, OperationRow>;
