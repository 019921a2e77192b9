/** Users of the caller's account, in Keystone v3's paths and bodies. */
import { z } from "zod";
import { isPassword } from "#lib/domain/identity/identity-rules";
import { isStorable } from "#lib/domain/text";
import { type DoorRow, noContent } from "../door-row";
import { optional, refused } from "../field";
import { record } from "../record";
import { envelope } from "./envelope";
import { flag, identityDescription, identityErrors, identityId, identityName, nameFilter, optionalId } from "./identity-field";
import { group, user } from "./identity-view";
import { listAt, withOrigin } from "./links";

const ALL = "/v3/users";
const ONE = "/v3/users/:user_id";
const NAMES = { enabled: "isEnabled", domain_id: "accountId" } as const;
const password = z.string().refine(isPassword, refused("passwordInvalid"));
/** One that is in use was taken by the rules of its time; longer than any cannot be right. */
const shownPassword = z.string().max(1024).refine(isStorable, refused("passwordWrong"));

export const userDoor = {
  createUser: {
    method: "POST",
    path: ALL,
    status: 201,
    input: envelope(
      "user",
      record(
        {
          name: identityName,
          password: optional(password),
          enabled: optional(z.boolean()),
          description: identityDescription,
          domain_id: optionalId,
        },
        NAMES,
      ),
    ),
    fieldErrors: identityErrors,
    output: record({ user }),
    complete: withOrigin,
    secretFields: ["password"],
    refusals: ["identityTaken", "identityNotFound", "requestTooMany"],
    example: { user: { name: "alice", password: "correct horse battery staple", description: "Payments" } },
  },
  listUsers: {
    method: "GET",
    path: ALL,
    input: record({ name: nameFilter, enabled: optional(flag), domain_id: optionalId }, NAMES),
    output: listAt(ALL, "users", user),
    complete: withOrigin,
    secretFields: [],
    refusals: ["identityNotFound"],
  },
  getUser: {
    method: "GET",
    path: ONE,
    input: record({ user_id: identityId }),
    output: record({ user }),
    complete: withOrigin,
    secretFields: [],
    refusals: ["identityNotFound"],
  },
  updateUser: {
    method: "PATCH",
    path: ONE,
    input: envelope(
      "user",
      record(
        {
          name: optional(identityName),
          password: optional(password),
          enabled: optional(z.boolean()),
          description: identityDescription,
        },
        NAMES,
      ),
      { user_id: identityId },
    ),
    fieldErrors: identityErrors,
    output: record({ user }),
    complete: withOrigin,
    secretFields: ["password"],
    refusals: ["identityTaken", "identityNotFound", "identityProtected", "requestTooMany"],
    example: { user: { enabled: false } },
  },
  changeOwnPassword: {
    method: "POST",
    path: `${ONE}/password`,
    status: 204,
    input: envelope("user", record({ original_password: shownPassword, password }), { user_id: identityId }),
    fieldErrors: identityErrors,
    output: noContent,
    secretFields: ["original_password", "password"],
    refusals: ["passwordWrong", "triesTooMany", "requestTooMany"],
    example: { user: { original_password: "correct horse battery staple", password: "seven sober otters swim" } },
  },
  deleteUser: {
    method: "DELETE",
    path: ONE,
    status: 204,
    input: record({ user_id: identityId }),
    output: noContent,
    secretFields: [],
    refusals: ["identityNotFound", "identityProtected"],
  },
  listGroupsOfUser: {
    method: "GET",
    path: "/v3/users/:user_id/groups",
    input: record({ user_id: identityId }),
    output: listAt("/v3/users/:userId/groups", "groups", group),
    complete: withOrigin,
    secretFields: [],
    refusals: ["identityNotFound"],
  },
} as const satisfies Record<string, DoorRow>;
