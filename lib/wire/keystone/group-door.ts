/** Groups of the caller's account and their members, in Keystone v3's paths and bodies. */
import { type DoorRow, noContent } from "../door-row";
import { optional } from "../field";
import { record } from "../record";
import { envelope } from "./envelope";
import { identityDescription, identityErrors, identityId, identityName, nameFilter, optionalId } from "./identity-field";
import { group, user } from "./identity-view";
import { listAt, withOrigin } from "./links";

const ALL = "/v3/groups";
const ONE = "/v3/groups/:group_id";
const NAMES = { domain_id: "accountId" } as const;
const MEMBER = "/v3/groups/:group_id/users/:user_id";

export const groupDoor = {
  createGroup: {
    method: "POST",
    path: ALL,
    status: 201,
    input: envelope("group", record({ name: identityName, description: identityDescription, domain_id: optionalId }, NAMES)),
    fieldErrors: identityErrors,
    output: record({ group }),
    complete: withOrigin,
    secretFields: [],
    refusals: ["identityTaken", "identityNotFound"],
    example: { group: { name: "operators", description: "Run the keys" } },
  },
  listGroups: {
    method: "GET",
    path: ALL,
    input: record({ name: nameFilter, domain_id: optionalId }, NAMES),
    output: listAt(ALL, "groups", group),
    complete: withOrigin,
    secretFields: [],
    refusals: ["identityNotFound"],
  },
  getGroup: {
    method: "GET",
    path: ONE,
    input: record({ group_id: identityId }),
    output: record({ group }),
    complete: withOrigin,
    secretFields: [],
    refusals: ["identityNotFound"],
  },
  updateGroup: {
    method: "PATCH",
    path: ONE,
    input: envelope("group", record({ name: optional(identityName), description: identityDescription }), { group_id: identityId }),
    fieldErrors: identityErrors,
    output: record({ group }),
    complete: withOrigin,
    secretFields: [],
    refusals: ["identityTaken", "identityNotFound"],
    example: { group: { description: "Run the keys at night" } },
  },
  deleteGroup: {
    method: "DELETE",
    path: ONE,
    status: 204,
    input: record({ group_id: identityId }),
    output: noContent,
    secretFields: [],
    refusals: ["identityNotFound", "identityProtected"],
  },
  listUsersOfGroup: {
    method: "GET",
    path: "/v3/groups/:group_id/users",
    input: record({ group_id: identityId }),
    output: listAt("/v3/groups/:groupId/users", "users", user),
    complete: withOrigin,
    secretFields: [],
    refusals: ["identityNotFound"],
  },
  addUserToGroup: {
    method: "PUT",
    path: MEMBER,
    status: 204,
    input: record({ group_id: identityId, user_id: identityId }),
    output: noContent,
    secretFields: [],
    refusals: ["identityNotFound", "serviceSignsOnly"],
  },
  checkUserInGroup: {
    method: "HEAD",
    path: MEMBER,
    status: 204,
    input: record({ group_id: identityId, user_id: identityId }),
    output: noContent,
    secretFields: [],
    refusals: ["identityNotFound"],
  },
  removeUserFromGroup: {
    method: "DELETE",
    path: MEMBER,
    status: 204,
    input: record({ group_id: identityId, user_id: identityId }),
    output: noContent,
    secretFields: [],
    refusals: ["identityNotFound", "identityProtected"],
  },
} as const satisfies Record<string, DoorRow>;
