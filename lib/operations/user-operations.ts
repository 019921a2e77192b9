/** Users of the caller's account, in Keystone v3's paths and bodies. */
import { z } from "zod";
import { isPassword } from "#lib/domain/identity";
import { optional, refused } from "./field";
import {
  flag,
  identityDescription,
  identityErrors,
  identityId,
  identityName,
  listLinks,
  nameFilter,
  onAccount,
  optionalId,
  shownGroup,
  shownUser,
} from "./identity-field";
import { noContent, type OperationRow } from "./operation";

const ALL = "/v3/users";
const ONE = "/v3/users/:user_id";
const password = z.string().refine(isPassword, refused("passwordInvalid"));

export const userOperations = {
  createUser: {
    ...onAccount,
    method: "POST",
    path: ALL,
    status: 201,
    traceName: "createUser",
    resourceType: "user",
    permission: "iam:users:create",
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
    summary: "Create a user, who may do nothing yet; without a password the user cannot sign in",
  },
  listUsers: {
    ...onAccount,
    method: "GET",
    path: ALL,
    traceName: null,
    permission: "iam:users:list",
    input: z.object({ name: nameFilter, enabled: optional(flag), domain_id: optionalId }),
    output: z.object({ users: z.array(shownUser), links: listLinks }),
    secretFields: [],
    refusals: ["identityNotFound"],
    summary: "List the users of the account",
  },
  getUser: {
    ...onAccount,
    method: "GET",
    path: ONE,
    traceName: null,
    permission: "iam:users:get",
    input: z.object({ user_id: identityId }),
    output: z.object({ user: shownUser }),
    secretFields: [],
    refusals: ["identityNotFound"],
    summary: "Show a user",
  },
  updateUser: {
    ...onAccount,
    method: "PATCH",
    path: ONE,
    traceName: "updateUser",
    resourceType: "user",
    permission: "iam:users:update",
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
    summary: "Change a user; a new password, and disabling, sign the user out everywhere",
  },
  deleteUser: {
    ...onAccount,
    method: "DELETE",
    path: ONE,
    status: 204,
    traceName: "deleteUser",
    resourceType: "user",
    permission: "iam:users:delete",
    input: z.object({ user_id: identityId }),
    output: noContent,
    secretFields: [],
    refusals: ["identityNotFound", "identityProtected"],
    summary: "Delete a user with all tokens and access keys",
  },
  listGroupsOfUser: {
    ...onAccount,
    method: "GET",
    path: "/v3/users/:user_id/groups",
    traceName: null,
    permission: "iam:groups:list",
    input: z.object({ user_id: identityId }),
    output: z.object({ groups: z.array(shownGroup), links: listLinks }),
    secretFields: [],
    refusals: ["identityNotFound"],
    summary: "List the groups of a user",
  },
} as const satisfies Record<string, OperationRow>;
