/** Operations on access keys, with which programs sign their requests (Keystone's extension OS-CREDENTIAL of this API family). */
import { z } from "zod";
import { DESCRIPTION_MAX_CHARACTERS, isDescription } from "#lib/domain/alias";
import { ACCESS_KEY_PATTERN, HEX_ID_PATTERN } from "#lib/domain/ids";
import { optional, refused } from "./field";
import { ANY_STATE, noContent, type OperationRow } from "./operation";

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

const onAccessKeys = { subject: "account", resourceType: "credential", allowedStates: ANY_STATE, defaultKeys: false } as const;
const ALL = "/v3.0/OS-CREDENTIAL/credentials";
const ONE = "/v3.0/OS-CREDENTIAL/credentials/:access_key";

export const credentialOperations = {
  createAccessKey: {
    ...onAccessKeys,
    method: "POST",
    path: ALL,
    status: 201,
    traceName: "createAccessKey",
    permission: "iam:credentials:create",
    input: z.object({ credential: z.object({ user_id: userId, description: optional(description) }) }),
    output: z.object({ credential: shown.extend({ secret: z.string() }) }),
    secretFields: ["secret"],
    refusals: ["identityNotFound", "identityQuotaReached"],
    example: { credential: { user_id: "07609fb9358010e21f7bc003751c7c32", description: "nightly backup" } },
    summary: "Create an access key for a user; its secret is in this answer only",
  },
  listAccessKeys: {
    ...onAccessKeys,
    method: "GET",
    path: ALL,
    traceName: null,
    permission: "iam:credentials:list",
    input: z.object({ user_id: optional(userId) }),
    output: z.object({ credentials: z.array(shown) }),
    secretFields: [],
    refusals: ["identityNotFound"],
    summary: "List the access keys of the account, or of one of its users, oldest first",
  },
  getAccessKey: {
    ...onAccessKeys,
    method: "GET",
    path: ONE,
    traceName: null,
    permission: "iam:credentials:list",
    input: z.object({ access_key: accessKey }),
    output: z.object({ credential: shown }),
    secretFields: [],
    refusals: ["identityNotFound"],
    summary: "Show an access key, without its secret",
  },
  updateAccessKey: {
    ...onAccessKeys,
    method: "PUT",
    path: ONE,
    traceName: "updateAccessKey",
    permission: "iam:credentials:update",
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
    summary: "Activate or deactivate an access key, or describe it",
  },
  deleteAccessKey: {
    ...onAccessKeys,
    method: "DELETE",
    path: ONE,
    status: 204,
    traceName: "deleteAccessKey",
    permission: "iam:credentials:delete",
    input: z.object({ access_key: accessKey }),
    output: noContent,
    secretFields: [],
    refusals: ["identityNotFound"],
    summary: "Delete an access key for good",
  },
} as const satisfies Record<string, OperationRow>;
