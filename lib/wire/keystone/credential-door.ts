/** Operations on access keys, with which programs sign their requests (Keystone's extension OS-CREDENTIAL of this API family). */
import { z } from "zod";
import { DESCRIPTION_MAX_CHARACTERS, isDescription } from "#lib/domain/alias";
import { ACCESS_KEY_PATTERN, HEX_ID_PATTERN } from "#lib/domain/ids";
import { type DoorRow, noContent } from "../door-row";
import { optional, refused } from "../field";

const userId = z
  .string()
  .refine((id) => HEX_ID_PATTERN.test(id), refused("identityNotFound"))
  .meta({ pattern: HEX_ID_PATTERN.source });
const accessKey = z
  .string()
  .refine((access) => ACCESS_KEY_PATTERN.test(access), refused("identityNotFound"))
  .meta({ pattern: ACCESS_KEY_PATTERN.source });
const description = z.string().refine(isDescription).meta({ maxLength: DESCRIPTION_MAX_CHARACTERS });
const status = z.enum(["active", "inactive"]);

const shown = z.object({
  access: z.string(),
  user_id: z.string(),
  status,
  description: z.string(),
  /** ISO 8601 in UTC. */
  create_time: z.string(),
});

const ALL = "/v3.0/OS-CREDENTIAL/credentials";
const ONE = "/v3.0/OS-CREDENTIAL/credentials/:access_key";

export const credentialDoor = {
  createAccessKey: {
    method: "POST",
    path: ALL,
    status: 201,
    input: z.object({ credential: z.object({ user_id: userId, description: optional(description) }) }),
    output: z.object({ credential: shown.extend({ secret: z.string() }) }),
    secretFields: ["secret"],
    refusals: ["identityNotFound", "identityQuotaReached"],
    example: { credential: { user_id: "07609fb9358010e21f7bc003751c7c32", description: "nightly backup" } },
  },
  listAccessKeys: {
    method: "GET",
    path: ALL,
    input: z.object({ user_id: optional(userId) }),
    output: z.object({ credentials: z.array(shown) }),
    secretFields: [],
    refusals: ["identityNotFound"],
  },
  getAccessKey: {
    method: "GET",
    path: ONE,
    input: z.object({ access_key: accessKey }),
    output: z.object({ credential: shown }),
    secretFields: [],
    refusals: ["identityNotFound"],
  },
  updateAccessKey: {
    method: "PUT",
    path: ONE,
    input: z.object({
      access_key: accessKey,
      credential: z
        .object({ status: optional(status), description: z.preprocess((value) => value ?? undefined, description.optional()) })
        .refine((change) => change.status !== undefined || change.description !== undefined, refused("parameterMissing")),
    }),
    output: z.object({ credential: shown }),
    secretFields: [],
    refusals: ["identityNotFound"],
    example: { credential: { status: "inactive", description: "nightly backup" } },
  },
  deleteAccessKey: {
    method: "DELETE",
    path: ONE,
    status: 204,
    input: z.object({ access_key: accessKey }),
    output: noContent,
    secretFields: [],
    refusals: ["identityNotFound"],
  },
} as const satisfies Record<string, DoorRow>;
