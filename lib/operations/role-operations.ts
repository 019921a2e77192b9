import { type OperationRow, ON_ACCOUNT as onAccount } from "./operation";

const assigning = {
  ...onAccount,
  traceName: "assignRole",
  resourceType: "group",
  permission: "iam:roles:assign",
  secretFields: [],
} as const;
const unassigning = {
  ...onAccount,
  traceName: "unassignRole",
  resourceType: "group",
  permission: "iam:roles:unassign",
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
    summary: "List the system roles",
  },
  getRole: {
    effect: "read",
    ...listing,
    summary: "Show a role",
  },
  listRolesInProject: { effect: "read", ...listing, summary: "List the roles of a group in a project" },
  listRolesInAccount: {
    effect: "read",
    ...listing,
    summary: "List the roles of a group in the whole account",
  },
  assignRoleInProject: {
    effect: "change",
    ...assigning,
    summary: "Give the members of a group a role in a project",
  },
  assignRoleInAccount: {
    effect: "change",
    ...assigning,
    summary: "Give the members of a group a role in all projects of the account, and on the account itself",
  },
  unassignRoleInProject: {
    effect: "change",
    ...unassigning,
    summary: "Take a role in a project away from a group",
  },
  unassignRoleInAccount: {
    effect: "change",
    ...unassigning,
    summary: "Take a role in the whole account away from a group",
  },
} as const satisfies Record<string, OperationRow>;
