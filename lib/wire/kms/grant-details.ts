/** The wire's picture of a grant: all strings, the time in epoch milliseconds, "" for absent (api-reference §2.8). */
import { z } from "zod";
import { GRANT_OPERATION_NAMES, GRANTEE_TYPES, type Grant } from "#lib/domain/grant";
import { toWireTime } from "./key-details";

export const grantDetails = z.object({
  key_id: z.string(),
  grant_id: z.string(),
  grantee_principal: z.string(),
  grantee_principal_type: z.enum(GRANTEE_TYPES),
  operations: z.array(z.enum(GRANT_OPERATION_NAMES)),
  issuing_principal: z.string(),
  creation_date: z.string(),
  name: z.string(),
  retiring_principal: z.string(),
});
export type GrantDetails = z.infer<typeof grantDetails>;

export function toGrantDetails(grant: Grant): GrantDetails {
  return {
    key_id: grant.keyId,
    grant_id: grant.id,
    grantee_principal: grant.grantee,
    grantee_principal_type: grant.granteeType,
    operations: [...grant.operations],
    issuing_principal: grant.issuer,
    creation_date: toWireTime(grant.createdAt),
    name: grant.name,
    retiring_principal: grant.retiringPrincipal,
  };
}
