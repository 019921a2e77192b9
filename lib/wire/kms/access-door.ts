/** Who can use a key, and who is meant by an ID: extensions of this product, made for its console. */

import { z } from "zod";
import { GRANTEE_TYPES, type GrantOperation } from "#lib/domain/grant";
import { SERVICE_NAMES } from "#lib/domain/identity/service";
import { textOrNull } from "../codec";
import type { DoorRow } from "../door-row";
import { keyById } from "../field";
import { held } from "../held";
import { record } from "../record";

const type = z.enum(GRANTEE_TYPES).describe("domain is an account: all of its users but cloud services");

/** Wider than what a grant may name: grants of earlier versions name others, which are nobody. */
const principal = z
  .string()
  .regex(/^[a-zA-Z0-9]{1,64}$/)
  .toLowerCase();

const operation = z.codec(z.string(), held<GrantOperation>(), { decode: (name) => name as GrantOperation, encode: (name) => name });

const reason = z.union([
  record({
    kind: z.literal("role"),
    role: z.string(),
    group_name: z.string().describe("The group that holds the role"),
    scope: z.enum(["project", "account"]).describe("Where it holds the role"),
  }),
  record({ kind: z.literal("grant"), grant_id: z.string(), operations: z.array(operation) }),
  record({ kind: z.literal("defaultKey"), service: z.enum(SERVICE_NAMES).describe("The cloud service whose default master key it is") }),
]);

export const accessDoor = {
  describePrincipals: {
    method: "POST",
    path: "/v1.0/:project_id/kms/describe-principals",
    input: record({ ids: z.array(principal).min(1).max(100) }),
    fieldErrors: { ids: "principalInvalid" },
    output: record({
      principals: z.array(record({ id: z.string(), type, name: z.string(), account_name: z.string(), enabled: z.boolean() })),
    }),
    secretFields: [],
    example: { ids: ["13c4f1d0a5b74c39a6d4e1f09b3c7a51"] },
  },
  listKeyAccess: {
    method: "POST",
    path: "/v1.0/:project_id/kms/list-key-access",
    input: record({ key_id: keyById }, { key_id: "key" }),
    output: record({
      principals: z.array(
        record({
          id: z.string(),
          type,
          name: textOrNull.describe('"" where it is of another account'),
          enabled: z.boolean(),
          reasons: z.array(reason),
        }),
      ),
    }),
    secretFields: [],
    example: { key_id: "0d0466b0-e727-4d9c-b35d-f84bb474a37f" },
  },
} as const satisfies Record<string, DoorRow>;
