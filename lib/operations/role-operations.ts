/** System roles and their assignment to groups, in Keystone v3's paths and bodies. */
import { z } from "zod";
import { identityId, links, listLinks, nameFilter, onAccount } from "./identity-field";
import { noContent, type OperationRow } from "./operation";

const shownRole = z.object({
  id: z.string(),
  name: z.string(),
  display_name: z.string(),
  description: z.string(),
  domain_id: z.null(),
  links,
});
const roleList = z.object({ roles: z.array(shownRole), links: listLinks });

const inProject = { project_id: identityId, group_id: identityId };
const inAccount = { domain_id: identityId, group_id: identityId };
const OF_PROJECT = "/v3/projects/:project_id/groups/:group_id/roles";
const OF_ACCOUNT = "/v3/domains/:domain_id/groups/:group_id/roles";

const assigning = {
  ...onAccount,
  method: "PUT",
  status: 204,
  traceName: "assignRole",
  resourceType: "group",
  permission: "iam:roles:assign",
  output: noContent,
  secretFields: [],
} as const;
const unassigning = {
  ...onAccount,
  method: "DELETE",
  status: 204,
  traceName: "unassignRole",
  resourceType: "group",
  permission: "iam:roles:unassign",
  output: noContent,
  secretFields: [],
  refusals: ["identityNotFound", "identityProtected"],
} as const;
const listing = {
  ...onAccount,
  method: "GET",
  traceName: null,
  permission: "iam:roles:list",
  output: roleList,
  secretFields: [],
  refusals: ["identityNotFound"],
} as const;

export const roleOperations = {
  listRoles: {
    ...listing,
    path: "/v3/roles",
    input: z.object({ name: nameFilter, display_name: nameFilter }),
    summary: "List the system roles",
  },
  getRole: {
    ...listing,
    path: "/v3/roles/:role_id",
    input: z.object({ role_id: identityId }),
    output: z.object({ role: shownRole }),
    summary: "Show a role",
  },
  listRolesInProject: { ...listing, path: OF_PROJECT, input: z.object(inProject), summary: "List the roles of a group in a project" },
  listRolesInAccount: {
    ...listing,
    path: OF_ACCOUNT,
    input: z.object(inAccount),
    summary: "List the roles of a group in the whole account",
  },
  assignRoleInProject: {
    ...assigning,
    path: `${OF_PROJECT}/:role_id`,
    input: z.object({ ...inProject, role_id: identityId }),
    refusals: ["identityNotFound", "roleNeedsAccount"],
    summary: "Give the members of a group a role in a project",
  },
  assignRoleInAccount: {
    ...assigning,
    path: `${OF_ACCOUNT}/:role_id`,
    input: z.object({ ...inAccount, role_id: identityId }),
    refusals: ["identityNotFound"],
    summary: "Give the members of a group a role in all projects of the account, and on the account itself",
  },
  unassignRoleInProject: {
    ...unassigning,
    path: `${OF_PROJECT}/:role_id`,
    input: z.object({ ...inProject, role_id: identityId }),
    summary: "Take a role in a project away from a group",
  },
  unassignRoleInAccount: {
    ...unassigning,
    path: `${OF_ACCOUNT}/:role_id`,
    input: z.object({ ...inAccount, role_id: identityId }),
    summary: "Take a role in the whole account away from a group",
  },
} as const satisfies Record<string, OperationRow>;
