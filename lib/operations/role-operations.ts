/** System roles, and their assignment to groups: in one project, or in the account as a whole. */
import type { RoleName } from "#lib/domain/identity/permission";
import { type OperationRow, ON_ACCOUNT as onAccount, shape } from "./operation";

type InProject = { readonly projectId: string; readonly groupId: string };
type InAccount = { readonly accountId: string; readonly groupId: string };
type OneRole = { readonly roleId: string };

const assigning = {
  ...onAccount,
  traceName: "assignRole",
  resourceType: "group",
  permission: "iam:roles:assign",
  needsStepUp: true,
  secretFields: [],
} as const;
const unassigning = {
  ...onAccount,
  traceName: "unassignRole",
  resourceType: "group",
  permission: "iam:roles:unassign",
  needsStepUp: true,
  secretFields: [],
} as const;
const listing = {
  ...onAccount,
  traceName: null,
  permission: "iam:roles:list",
  secretFields: [],
} as const;

export const roleOperations = {
  listRoles: {
    effect: "read",
    ...listing,
    input: shape<{ readonly name?: string | undefined; readonly displayName?: string | undefined }>(),
    output: shape<{ readonly roles: readonly RoleName[] }>(),
    summary: "List the system roles",
  },
  getRole: {
    effect: "read",
    ...listing,
    input: shape<OneRole>(),
    output: shape<{ readonly role: RoleName }>(),
    summary: "Show a role",
  },
  listRolesInProject: {
    effect: "read",
    ...listing,
    input: shape<InProject>(),
    output: shape<InProject & { readonly roles: readonly RoleName[] }>(),
    summary: "List the roles of a group in a project",
  },
  listRolesInAccount: {
    effect: "read",
    ...listing,
    input: shape<InAccount>(),
    output: shape<InAccount & { readonly roles: readonly RoleName[] }>(),
    summary: "List the roles of a group in the whole account",
  },
  assignRoleInProject: {
    effect: "change",
    ...assigning,
    input: shape<InProject & OneRole>(),
    output: shape<void>(),
    summary: "Give the members of a group a role in a project",
  },
  assignRoleInAccount: {
    effect: "change",
    ...assigning,
    input: shape<InAccount & OneRole>(),
    output: shape<void>(),
    summary: "Give the members of a group a role in all projects of the account, and on the account itself",
  },
  unassignRoleInProject: {
    effect: "change",
    ...unassigning,
    input: shape<InProject & OneRole>(),
    output: shape<void>(),
    summary: "Take a role in a project away from a group",
  },
  unassignRoleInAccount: {
    effect: "change",
    ...unassigning,
    input: shape<InAccount & OneRole>(),
    output: shape<void>(),
    summary: "Take a role in the whole account away from a group",
  },
} as const satisfies Record<string, OperationRow>;
