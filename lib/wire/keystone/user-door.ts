/** Users of the caller's account, in Keystone v3's paths and bodies. */
import { z } from "zod";
import { isPassword } from "#lib/domain/identity";
import { type DoorRow, noContent } from "../door-row";
import { optional, refused } from "../field";
import {
  flag,
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

const ALL = "/v3/users";
const ONE = "/v3/users/:user_id";
const password = z.string().refine(isPassword, refused("passwordInvalid"));

export const userDoor = {
  createUser: {
    method: "POST",
    path: ALL,
    status: 201,
    input: z.object({
      user: z.object({
        name: identityName,
        password: optional(password),
        enabled: optional(z.boolean()),
        description: identityDescription,
        domain_id: optionalId,
      }),
    }),
    fieldErrors: identityErrors,
    output: z.object({ user: shownUser }),
    secretFields: ["password"],
    refusals: ["identityTaken", "identityNotFound", "requestTooMany"],
    example: { user: { name: "alice", password: "correct horse battery staple", description: "Payments" } },
  },
  listUsers: {
    method: "GET",
    path: ALL,
    input: z.object({ name: nameFilter, enabled: optional(flag), domain_id: optionalId }),
    output: z.object({ users: z.array(shownUser), links: listLinks }),
    secretFields: [],
    refusals: ["identityNotFound"],
  },
  getUser: {
    method: "GET",
    path: ONE,
    input: z.object({ user_id: identityId }),
    output: z.object({ user: shownUser }),
    secretFields: [],
    refusals: ["identityNotFound"],
  },
  updateUser: {
    method: "PATCH",
    path: ONE,
    input: z.object({
      user_id: identityId,
      user: z.object({
        name: optional(identityName),
        password: optional(password),
        enabled: optional(z.boolean()),
        description: identityDescription,
      }),
    }),
    fieldErrors: identityErrors,
    output: z.object({ user: shownUser }),
    secretFields: ["password"],
    refusals: ["identityTaken", "identityNotFound", "identityProtected", "requestTooMany"],
    example: { user: { enabled: false } },
  },
  deleteUser: {
    method: "DELETE",
    path: ONE,
    status: 204,
    input: z.object({ user_id: identityId }),
    output: noContent,
    secretFields: [],
    refusals: ["identityNotFound", "identityProtected"],
  },
  listGroupsOfUser: {
    method: "GET",
    path: "/v3/users/:user_id/groups",
    input: z.object({ user_id: identityId }),
    output: z.object({ groups: z.array(shownGroup), links: listLinks }),
    secretFields: [],
    refusals: ["identityNotFound"],
  },
} as const satisfies Record<string, DoorRow>;
