/** System roles and their assignment to groups, in Keystone v3's paths and bodies. */
import { z } from "zod";
import { type DoorRow, noContent } from "../door-row";
import { identityId, links, listLinks, nameFilter } from "./identity-field";

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
  method: "PUT",
  status: 204,
  output: noContent,
  secretFields: [],
} as const;
const unassigning = {
  method: "DELETE",
  status: 204,
  output: noContent,
  secretFields: [],
  refusals: ["identityNotFound", "identityProtected"],
} as const;
const listing = {
  method: "GET",
  output: roleList,
  secretFields: [],
  refusals: ["identityNotFound"],
} as const;

export const roleDoor = {
  listRoles: {
    ...listing,
    path: "/v3/roles",
    input: z.object({ name: nameFilter, display_name: nameFilter }),
  },
  getRole: {
    ...listing,
    path: "/v3/roles/:role_id",
    input: z.object({ role_id: identityId }),
    output: z.object({ role: shownRole }),
  },
  listRolesInProject: { ...listing, path: OF_PROJECT, input: z.object(inProject) },
  listRolesInAccount: {
    ...listing,
    path: OF_ACCOUNT,
    input: z.object(inAccount),
  },
  assignRoleInProject: {
    ...assigning,
    path: `${OF_PROJECT}/:role_id`,
    input: z.object({ ...inProject, role_id: identityId }),
    refusals: ["identityNotFound", "roleNeedsAccount"],
  },
  assignRoleInAccount: {
    ...assigning,
    path: `${OF_ACCOUNT}/:role_id`,
    input: z.object({ ...inAccount, role_id: identityId }),
    refusals: ["identityNotFound"],
  },
  unassignRoleInProject: {
    ...unassigning,
    path: `${OF_PROJECT}/:role_id`,
    input: z.object({ ...inProject, role_id: identityId }),
  },
  unassignRoleInAccount: {
    ...unassigning,
    path: `${OF_ACCOUNT}/:role_id`,
    input: z.object({ ...inAccount, role_id: identityId }),
  },
} as const satisfies Record<string, DoorRow>;
