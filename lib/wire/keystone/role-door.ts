/** System roles and policies as groups hold them, in Keystone v3's paths and bodies (iam-reference §4). */
import { z } from "zod";
import type { Role } from "#lib/domain/identity/account";
import { type DoorRow, noContent } from "../door-row";
import { held } from "../held";
import { record } from "../record";
import { identityId, nameFilter, optionalId } from "./identity-field";
import { listAt, withOrigin } from "./links";
import { role } from "./role-view";

const inProject = { project_id: identityId, group_id: identityId };
const inAccount = { domain_id: identityId, group_id: identityId };
const NAMES = { domain_id: "accountId" } as const;
const OF_PROJECT = "/v3/projects/:project_id/groups/:group_id/roles";
const OF_ACCOUNT = "/v3/domains/:domain_id/groups/:group_id/roles";
const OF_ALL_PROJECTS = "/v3/OS-INHERIT/domains/:domain_id/groups/:group_id/roles";
const INHERITED = "inherited_to_projects";

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
const checking = {
  method: "HEAD",
  status: 204,
  output: noContent,
  secretFields: [],
  refusals: ["identityNotFound"],
} as const;
const listing = {
  method: "GET",
  complete: withOrigin,
  secretFields: [],
  refusals: ["identityNotFound"],
} as const;

/** A list ⇄ its roles and how many there are in all. */
const roles = z.codec(
  z.object({
    roles: z.array(role),
    links: z.object({ self: z.string(), next: z.null(), previous: z.null() }),
    total_number: z.number(),
  }),
  held<{ roles: readonly Role[]; total: number }>(),
  {
    decode: ({ roles: all, total_number }) => ({ roles: all, total: total_number }),
    encode: ({ roles: all, total }) => ({ roles: [...all], links: { self: "/v3/roles", next: null, previous: null }, total_number: total }),
  },
);

export const roleDoor = {
  listRoles: {
    ...listing,
    path: "/v3/roles",
    input: record({ name: nameFilter, display_name: nameFilter, domain_id: optionalId }, NAMES),
    output: roles,
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
  listRolesInAllProjects: {
    ...listing,
    path: `${OF_ALL_PROJECTS}/${INHERITED}`,
    input: record(inAccount, NAMES),
    output: listAt("/v3/OS-INHERIT/domains/:accountId/groups/:groupId/roles/inherited_to_projects", "roles", role),
  },
  checkRoleInProject: {
    ...checking,
    path: `${OF_PROJECT}/:role_id`,
    input: record({ ...inProject, role_id: identityId }),
  },
  checkRoleInAccount: {
    ...checking,
    path: `${OF_ACCOUNT}/:role_id`,
    input: record({ ...inAccount, role_id: identityId }, NAMES),
  },
  checkRoleInAllProjects: {
    ...checking,
    path: `${OF_ALL_PROJECTS}/:role_id/${INHERITED}`,
    input: record({ ...inAccount, role_id: identityId }, NAMES),
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
  assignRoleInAllProjects: {
    ...assigning,
    path: `${OF_ALL_PROJECTS}/:role_id/${INHERITED}`,
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
  unassignRoleInAllProjects: {
    ...unassigning,
    path: `${OF_ALL_PROJECTS}/:role_id/${INHERITED}`,
    input: record({ ...inAccount, role_id: identityId }, NAMES),
  },
} as const satisfies Record<string, DoorRow>;
