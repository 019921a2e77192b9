/** Groups of the caller's account and their members, in Keystone v3's paths and bodies. */
import { z } from "zod";
import { type DoorRow, noContent } from "../door-row";
import { optional } from "../field";
import {
  identityDescription,
  identityErrors,
  identityId,
  identityName,
  listLinks,
  nameFilter,
  optionalId,
  shownGroup,
  shownUser,
} from "./identity-field";

const ALL = "/v3/groups";
const ONE = "/v3/groups/:group_id";
const MEMBER = "/v3/groups/:group_id/users/:user_id";

export const groupDoor = {
  createGroup: {
    method: "POST",
    path: ALL,
    status: 201,
    input: z.object({ group: z.object({ name: identityName, description: identityDescription, domain_id: optionalId }) }),
    fieldErrors: identityErrors,
    output: z.object({ group: shownGroup }),
    secretFields: [],
    refusals: ["identityTaken", "identityNotFound"],
    example: { group: { name: "operators", description: "Run the keys" } },
  },
  listGroups: {
    method: "GET",
    path: ALL,
    input: z.object({ name: nameFilter, domain_id: optionalId }),
    output: z.object({ groups: z.array(shownGroup), links: listLinks }),
    secretFields: [],
    refusals: ["identityNotFound"],
  },
  getGroup: {
    method: "GET",
    path: ONE,
    input: z.object({ group_id: identityId }),
    output: z.object({ group: shownGroup }),
    secretFields: [],
    refusals: ["identityNotFound"],
  },
  updateGroup: {
    method: "PATCH",
    path: ONE,
    input: z.object({ group_id: identityId, group: z.object({ name: optional(identityName), description: identityDescription }) }),
    fieldErrors: identityErrors,
    output: z.object({ group: shownGroup }),
    secretFields: [],
    refusals: ["identityTaken", "identityNotFound"],
    example: { group: { description: "Run the keys at night" } },
  },
  deleteGroup: {
    method: "DELETE",
    path: ONE,
    status: 204,
    input: z.object({ group_id: identityId }),
    output: noContent,
    secretFields: [],
    refusals: ["identityNotFound", "identityProtected"],
  },
  listUsersOfGroup: {
    method: "GET",
    path: "/v3/groups/:group_id/users",
    input: z.object({ group_id: identityId }),
    output: z.object({ users: z.array(shownUser), links: listLinks }),
    secretFields: [],
    refusals: ["identityNotFound"],
  },
  addUserToGroup: {
    method: "PUT",
    path: MEMBER,
    status: 204,
    input: z.object({ group_id: identityId, user_id: identityId }),
    output: noContent,
    secretFields: [],
    refusals: ["identityNotFound"],
  },
  removeUserFromGroup: {
    method: "DELETE",
    path: MEMBER,
    status: 204,
    input: z.object({ group_id: identityId, user_id: identityId }),
    output: noContent,
    secretFields: [],
    refusals: ["identityNotFound", "identityProtected"],
  },
} as const satisfies Record<string, DoorRow>;
