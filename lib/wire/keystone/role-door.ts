/** System roles and their assignment to groups, in Keystone v3's paths and bodies. */
import { type DoorRow, noContent } from "../door-row";
import { record } from "../record";
import { identityId, nameFilter } from "./identity-field";
import { role } from "./identity-view";
import { listAt, withOrigin } from "./links";

const inProject = { project_id: identityId, group_id: identityId };
const inAccount = { domain_id: identityId, group_id: identityId };
const NAMES = { domain_id: "accountId" } as const;
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
  complete: withOrigin,
  secretFields: [],
  refusals: ["identityNotFound"],
} as const;

export const roleDoor = {
  listRoles: {
    ...listing,
    path: "/v3/roles",
    input: record({ name: nameFilter, display_name: nameFilter }),
    output: listAt("/v3/roles", "roles", role),
  },
  getRole: {
    ...listing,
    path: "/v3/roles/:role_id",
    input: record({ role_id: identityId }),
    output: record({ role }),
  },
  listRolesInProject: {
    ...listing,
    path: OF_PROJECT,
    input: record(inProject),
    output: listAt("/v3/projects/:projectId/groups/:groupId/roles", "roles", role),
  },
  listRolesInAccount: {
    ...listing,
    path: OF_ACCOUNT,
    input: record(inAccount, NAMES),
    output: listAt("/v3/domains/:accountId/groups/:groupId/roles", "roles", role),
  },
  assignRoleInProject: {
    ...assigning,
    path: `${OF_PROJECT}/:role_id`,
    input: record({ ...inProject, role_id: identityId }),
    refusals: ["identityNotFound", "roleNeedsAccount"],
  },
  assignRoleInAccount: {
    ...assigning,
    path: `${OF_ACCOUNT}/:role_id`,
    input: record({ ...inAccount, role_id: identityId }, NAMES),
    refusals: ["identityNotFound"],
  },
  unassignRoleInProject: {
    ...unassigning,
    path: `${OF_PROJECT}/:role_id`,
    input: record({ ...inProject, role_id: identityId }),
  },
  unassignRoleInAccount: {
    ...unassigning,
    path: `${OF_ACCOUNT}/:role_id`,
    input: record({ ...inAccount, role_id: identityId }, NAMES),
  },
} as const satisfies Record<string, DoorRow>;
