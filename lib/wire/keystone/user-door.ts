/** Users of the caller's account: in Keystone v3's paths and bodies, and as persons in those of the family's extension OS-USER. */
import { z } from "zod";
import { ACCESS_MODES } from "#lib/domain/identity/account";
import {
  EMAIL_MAX_CHARACTERS,
  EXTERNAL_MAX_CHARACTERS,
  isAreaCode,
  isEmail,
  isExternal,
  isPhone,
} from "#lib/domain/identity/profile-rules";
import { HEX_ID_PATTERN } from "#lib/domain/ids";
import { isStorable } from "#lib/domain/text";
import { type DoorRow, noContent } from "../door-row";
import { optional, refused } from "../field";
import { record } from "../record";
import { envelope } from "./envelope";
import {
  describing,
  flag,
  identityDescription,
  identityErrors,
  identityId,
  identityName,
  nameFilter,
  optionalId,
  password,
  service,
} from "./identity-field";
import { group, user } from "./identity-view";
import { listAt, withOrigin } from "./links";
import { listedProfile, profile } from "./profile-view";

const ALL = "/v3/users";
const ONE = "/v3/users/:user_id";
const ALL_PROFILES = "/v3.0/OS-USER/users";
const ONE_PROFILE = "/v3.0/OS-USER/users/:user_id";
const NAMES = {
  enabled: "isEnabled",
  domain_id: "accountId",
  pwd_status: "passwordStatus",
  areacode: "areaCode",
  xuser_id: "externalId",
  xuser_type: "externalType",
} as const;

/** What an address, a number and the like begin as, and become again by "". */
const email = describing(z.string().refine(isEmail, refused("emailInvalid")).meta({ maxLength: EMAIL_MAX_CHARACTERS }));
const external = describing(z.string().refine(isExternal).meta({ maxLength: EXTERNAL_MAX_CHARACTERS }));
const projectIdOrNone = describing(z.string().refine((id) => id === "" || HEX_ID_PATTERN.test(id), refused("identityNotFound")));

/** One that is in use was taken by the rules of its time; longer than any cannot be right. */
const shownPassword = z.string().max(1024).refine(isStorable, refused("passwordWrong"));

const common = { password: optional(password), enabled: optional(z.boolean()), description: identityDescription, email, service };
const person = {
  ...common,
  areacode: describing(z.string().refine(isAreaCode, refused("phoneInvalid"))),
  phone: describing(z.string().refine(isPhone, refused("phoneInvalid"))),
  access_mode: optional(z.enum(ACCESS_MODES)),
  pwd_status: optional(z.boolean()),
  xuser_id: external,
  xuser_type: external,
};

const creating = {
  method: "POST",
  status: 201,
  fieldErrors: identityErrors,
  complete: withOrigin,
  secretFields: ["password"],
  refusals: ["identityTaken", "identityNotFound", "serviceSignsOnly", "requestTooMany"],
} as const;
const showing = {
  method: "GET",
  input: record({ user_id: identityId }),
  complete: withOrigin,
  secretFields: [],
  refusals: ["identityNotFound"],
} as const;
const updating = {
  fieldErrors: identityErrors,
  complete: withOrigin,
  secretFields: ["password"],
  refusals: ["identityTaken", "identityNotFound", "identityProtected", "serviceInvalid", "serviceSignsOnly", "requestTooMany"],
} as const;

export const userDoor = {
  createUser: {
    ...creating,
    path: ALL,
    input: envelope("user", record({ name: identityName, domain_id: optionalId, default_project_id: optionalId, ...common }, NAMES)),
    output: record({ user }),
    example: { user: { name: "alice", password: "correct horse battery staple", description: "Payments" } },
  },
  createUserWithProfile: {
    ...creating,
    path: ALL_PROFILES,
    input: envelope("user", record({ name: identityName, domain_id: optionalId, ...person }, NAMES)),
    output: record({ user: profile }),
    example: { user: { name: "alice", password: "correct horse battery staple", email: "alice@example.com" } },
  },
  listUsers: {
    method: "GET",
    path: ALL,
    input: record(
      { name: nameFilter, enabled: optional(flag), password_expires_at: optional(z.string().max(64)), domain_id: optionalId },
      { enabled: "isEnabled", domain_id: "accountId" },
    ),
    output: listAt(ALL, "users", user),
    complete: withOrigin,
    secretFields: [],
    refusals: ["identityNotFound"],
  },
  listUserProfiles: {
    method: "GET",
    path: ALL_PROFILES,
    input: record({ domain_id: optionalId }, { domain_id: "accountId" }),
    output: listAt(ALL_PROFILES, "users", listedProfile),
    complete: withOrigin,
    secretFields: [],
    refusals: ["identityNotFound"],
  },
  getUser: { ...showing, path: ONE, output: record({ user }) },
  getUserProfile: { ...showing, path: ONE_PROFILE, output: record({ user: profile }) },
  updateUser: {
    ...updating,
    method: "PATCH",
    path: ONE,
    input: envelope(
      "user",
      record({ name: optional(identityName), default_project_id: projectIdOrNone, pwd_status: optional(z.boolean()), ...common }, NAMES),
      { user_id: identityId },
    ),
    output: record({ user }),
    example: { user: { enabled: false } },
  },
  updateUserProfile: {
    ...updating,
    method: "PUT",
    path: ONE_PROFILE,
    input: envelope("user", record({ name: optional(identityName), ...person }, NAMES), { user_id: identityId }),
    output: record({ user: profile }),
    example: { user: { email: "alice@example.com" } },
  },
  changeOwnPassword: {
    method: "POST",
    path: `${ONE}/password`,
    status: 204,
    input: envelope("user", record({ original_password: shownPassword, password }), { user_id: identityId }),
    fieldErrors: identityErrors,
    output: noContent,
    secretFields: ["original_password", "password"],
    refusals: ["passwordWrong", "passwordUnchanged", "triesTooMany", "requestTooMany"],
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
