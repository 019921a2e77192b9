/** Operations on grants (api-reference §2.8; guide §2.8). */
import { z } from "zod";
import { GRANT_NAME_PATTERN, GRANT_OPERATION_NAMES, GRANTEE_TYPES, isCreateGrantAlone, PRINCIPAL_PATTERN } from "#lib/domain/grant";
import { GRANT_ID_PATTERN } from "#lib/domain/ids";
import { type DoorRow, emptyReply } from "../door-row";
import { keyById, optional, refused, sequence } from "../field";
import { record } from "../record";
import { grantDetails } from "./grant-details";
import { offsetInput, offsetList } from "./offset-list";

/** In either case, and kept in lower case like every ID, so that whoever compares it need not think of that. */
const principal = z.string().regex(PRINCIPAL_PATTERN).toLowerCase();
/** Each once, in the order they came: some clients repeat themselves. */
const operations = z
  .array(z.enum(GRANT_OPERATION_NAMES))
  .min(1)
  .overwrite((names) => [...new Set(names)])
  .refine((names) => !isCreateGrantAlone(names), refused("createGrantAlone"));
const grantId = z.string().regex(GRANT_ID_PATTERN).toLowerCase();
const byGrantId = record({ key_id: keyById, grant_id: grantId, sequence }, { key_id: "key" });
const page = { ...offsetInput, sequence };
const grantList = offsetList({ grants: z.array(grantDetails) });

const EXAMPLE_KEY_ID = "0d0466b0-e727-4d9c-b35d-f84bb474a37f";
const EXAMPLE_GRANT_ID = "7c9a3286af4fcca5f0a385ad13e1d21a50e27b6dbcab50f37f30f93b8939827d";

export const grantDoor = {
  createGrant: {
    method: "POST",
    path: "/v1.0/:project_id/kms/create-grant",
    input: record(
      {
        key_id: keyById,
        grantee_principal: principal,
        grantee_principal_type: optional(z.enum(GRANTEE_TYPES)),
        operations,
        name: optional(z.string().regex(GRANT_NAME_PATTERN)),
        retiring_principal: optional(principal),
        sequence,
      },
      { key_id: "key", grantee_principal: "grantee", grantee_principal_type: "granteeType" },
    ),
    output: record(
      {
        grant_id: z.string(),
        grantee_known: z
          .boolean()
          .describe(
            "Whether a user, or an account, of this ID exists here (extension). A grant to an unknown one helps nobody until it does",
          ),
      },
      { grantee_known: "isGranteeKnown" },
    ),
    secretFields: [],
    refusals: ["principalInvalid", "grantOperationsInvalid", "createGrantAlone", "grantQuotaReached", "grantShareReached"],
    example: {
      key_id: EXAMPLE_KEY_ID,
      grantee_principal: "13c4f1d0a5b74c39a6d4e1f09b3c7a51",
      grantee_principal_type: "user",
      operations: ["describe-key", "create-datakey", "encrypt-datakey"],
      name: "billing-service",
    },
  },
  listGrants: {
    method: "POST",
    path: "/v1.0/:project_id/kms/list-grants",
    input: record({ key_id: keyById, ...page }, { key_id: "key" }),
    output: grantList,
    secretFields: [],
    refusals: ["limitInvalid", "markerInvalid"],
    example: { key_id: EXAMPLE_KEY_ID, limit: "100" },
  },
  listRetirableGrants: {
    method: "POST",
    path: "/v1.0/:project_id/kms/list-retirable-grants",
    input: record(page),
    output: grantList,
    secretFields: [],
    refusals: ["limitInvalid", "markerInvalid"],
    example: { limit: "100" },
  },
  revokeGrant: {
    method: "POST",
    path: "/v1.0/:project_id/kms/revoke-grant",
    input: byGrantId,
    output: emptyReply,
    secretFields: [],
    refusals: ["grantIdInvalid", "grantOfAnotherKey"],
    example: { key_id: EXAMPLE_KEY_ID, grant_id: EXAMPLE_GRANT_ID },
  },
  retireGrant: {
    method: "POST",
    path: "/v1.0/:project_id/kms/retire-grant",
    input: byGrantId,
    output: emptyReply,
    secretFields: [],
    refusals: ["grantIdInvalid", "grantOfAnotherKey"],
    example: { key_id: EXAMPLE_KEY_ID, grant_id: EXAMPLE_GRANT_ID },
  },
} as const satisfies Record<string, DoorRow>;
