/** Operations on access keys, with which programs sign their requests (Keystone's extension OS-CREDENTIAL of this API family). */

import { z } from "zod";
import { DESCRIPTION_MAX_CHARACTERS, isDescription } from "#lib/domain/alias";
import { ACCESS_KEY_PATTERN, HEX_ID_PATTERN } from "#lib/domain/ids";
import { type DoorRow, noContent } from "../door-row";
import { optional, refused } from "../field";
import { held } from "../held";
import { record, renamed } from "../record";
import { envelope } from "./envelope";
import { describing } from "./identity-field";

const userId = z
  .string()
  .refine((id) => HEX_ID_PATTERN.test(id), refused("identityNotFound"))
  .meta({ pattern: HEX_ID_PATTERN.source });
const projectId = userId;
const access = z
  .string()
  .refine((access) => ACCESS_KEY_PATTERN.test(access), refused("identityNotFound"))
  .meta({ pattern: ACCESS_KEY_PATTERN.source });
const description = z.string().refine(isDescription).meta({ maxLength: DESCRIPTION_MAX_CHARACTERS });
/** Whether the key is enabled. */
const status = z.codec(z.enum(["active", "inactive"]), z.boolean(), {
  decode: (text) => text === "active",
  encode: (isEnabled) => (isEnabled ? "active" : "inactive"),
});
/** ISO 8601 in UTC with microseconds (iam-reference §6); of which the last three are none of ours. */
const isoTime = z.codec(z.string(), held<Date>(), {
  decode: (text) => new Date(text),
  encode: (time) => time.toISOString().replace("Z", "000Z"),
});

const shown = z.object({
  access: z.string(),
  user_id: z.string(),
  status,
  description: z.string(),
  project_id: z.union([z.string(), z.null()]),
  create_time: isoTime,
  last_use_time: isoTime,
});
const NAMES = { status: "isEnabled", create_time: "createdAt", last_use_time: "lastUsedAt" } as const;
const accessKey = renamed(shown, NAMES);

const change = z.object({ status: optional(status), description: describing(description) });

const ALL = "/v3.0/OS-CREDENTIAL/credentials";
const ONE = "/v3.0/OS-CREDENTIAL/credentials/:access_key";

export const credentialDoor = {
  createAccessKey: {
    method: "POST",
    path: ALL,
    status: 201,
    input: envelope("credential", record({ user_id: userId, description: optional(description), project_id: optional(projectId) })),
    output: record({ credential: renamed(shown.extend({ secret: z.string() }), NAMES) }, { credential: "accessKey" }),
    secretFields: ["secret"],
    refusals: ["identityNotFound", "identityQuotaReached"],
    example: { credential: { user_id: "07609fb9358010e21f7bc003751c7c32", description: "nightly backup" } },
  },
  listAccessKeys: {
    method: "GET",
    path: ALL,
    input: record({ user_id: optional(userId) }),
    output: record({ credentials: z.array(accessKey), quota: z.int() }, { credentials: "accessKeys" }),
    secretFields: [],
    refusals: ["identityNotFound"],
  },
  getAccessKey: {
    method: "GET",
    path: ONE,
    input: record({ access_key: access }, { access_key: "access" }),
    output: record({ credential: accessKey }, { credential: "accessKey" }),
    secretFields: [],
    refusals: ["identityNotFound"],
  },
  updateAccessKey: {
    method: "PUT",
    path: ONE,
    input: envelope("credential", renamed(change, NAMES), { access_key: access }, { access_key: "access" }),
    output: record({ credential: accessKey }, { credential: "accessKey" }),
    secretFields: [],
    refusals: ["identityNotFound"],
    example: { credential: { status: "inactive", description: "nightly backup" } },
  },
  deleteAccessKey: {
    method: "DELETE",
    path: ONE,
    status: 204,
    input: record({ access_key: access }, { access_key: "access" }),
    output: noContent,
    secretFields: [],
    refusals: ["identityNotFound"],
  },
} as const satisfies Record<string, DoorRow>;
