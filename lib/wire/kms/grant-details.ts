/** The wire's picture of a grant: all strings, the time in epoch milliseconds, "" for absent (api-reference §2.8). */
import { z } from "zod";
import { GRANT_OPERATION_NAMES, GRANTEE_TYPES } from "#lib/domain/grant";
import { momentMs } from "../codec";
import { record } from "../record";

/** GrantDetails ⇄ `GrantView`. */
export const grantDetails = record(
  {
    key_id: z.string(),
    grant_id: z.string(),
    grantee_principal: z.string(),
    grantee_principal_type: z.enum(GRANTEE_TYPES),
    operations: z.array(z.enum(GRANT_OPERATION_NAMES)),
    issuing_principal: z.string(),
    creation_date: momentMs,
    name: z.string(),
    retiring_principal: z.string(),
  },
  {
    grant_id: "id",
    grantee_principal: "grantee",
    grantee_principal_type: "granteeType",
    issuing_principal: "issuer",
    creation_date: "createdAt",
  },
);
export type GrantDetails = z.input<typeof grantDetails>;
