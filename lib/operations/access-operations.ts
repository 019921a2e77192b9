/** Who can use a key, and who is meant by an ID: extensions of this product, made for its console. */
import { z } from "zod";
import { GRANTEE_TYPES } from "#lib/domain/grant";
import { keyId } from "./field";
import { ANY_STATE, type OperationRow } from "./operation";

const type = z.enum(GRANTEE_TYPES).describe("domain is an account: all of its users");

/** Wider than what a grant may name: grants of earlier versions name others, which are nobody. */
const principal = z
  .string()
  .regex(/^[a-zA-Z0-9]{1,64}$/)
  .transform((id) => id.toLowerCase());

const reason = z.union([
  z.object({
    kind: z.literal("role"),
    role: z.string(),
    group_name: z.string().describe("The group that holds the role"),
    scope: z.enum(["project", "account"]).describe("Where it holds the role"),
  }),
  z.object({ kind: z.literal("grant"), grant_id: z.string(), operations: z.array(z.string()) }),
]);

export const accessOperations = {
  describePrincipals: {
    method: "POST",
    path: "/v1.0/:project_id/kms/describe-principals",
    traceName: null,
    permission: "kms:grant:list",
    subject: "project",
    allowedStates: ANY_STATE,
    defaultKeys: true,
    input: z.object({ ids: z.array(principal).min(1).max(100) }),
    fieldErrors: { ids: "principalInvalid" },
    output: z.object({
      principals: z.array(z.object({ id: z.string(), type, name: z.string(), account_name: z.string(), enabled: z.boolean() })),
    }),
    secretFields: [],
    example: { ids: ["13c4f1d0a5b74c39a6d4e1f09b3c7a51"] },
    summary: "Name users of the caller's account, and the account itself; others are left out (extension of this product)",
  },
  listKeyAccess: {
    method: "POST",
    path: "/v1.0/:project_id/kms/list-key-access",
    traceName: null,
    permission: "kms:cmk:getAccess",
    subject: "key",
    allowedStates: ANY_STATE,
    defaultKeys: true,
    input: z.object({ key_id: keyId }),
    output: z.object({
      principals: z.array(
        z.object({
          id: z.string(),
          type,
          name: z.string().describe('"" where it is of another account'),
          enabled: z.boolean(),
          reasons: z.array(reason),
        }),
      ),
    }),
    secretFields: [],
    example: { key_id: "0d0466b0-e727-4d9c-b35d-f84bb474a37f" },
    summary: "List who can use a key, each with the roles and grants that let it; 1,000 at most (extension of this product)",
  },
} as const satisfies Record<string, OperationRow>;
