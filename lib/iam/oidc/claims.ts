/** What verified claims say of whoever has signed in at the identity provider. Nothing here asks who there is. */
import { createHash } from "node:crypto";
import { isIdentityName } from "#lib/domain/identity/identity-rules";
import type { IdTokenClaims } from "./id-token";

/** More groups than anybody is in; whoever names more is refused. */
const GROUPS_MAX = 500;
const EMAIL = "email";

/** Which claims are looked at. */
export type ClaimNames = {
  /** Names the user. */
  readonly claim: string;
  /** Names groups; null where they map nobody. */
  readonly groupsClaim: string | null;
};

export type ProviderIdentity = {
  /** 32 hex digits made of issuer and subject, for somebody who has no user here. */
  readonly id: string;
  /** By which a user is called here, exactly; null where the claim is none that a user can have. */
  readonly name: string | null;
  /** What may be shown for somebody without a user, the best first: each could be a user's name, and none must be. */
  readonly shownNames: readonly string[];
  /** Names of groups, each once. */
  readonly groups: readonly string[];
  /** Whether the provider says that it has seen more than one factor (RFC 8176). */
  readonly isMfaPresent: boolean;
  /** When the provider has last seen who it is; null where it does not say, and never later than now. */
  readonly seenAt: Date | null;
};

/**
 * @param claims of an ID token that is proven
 * @throws Error that says what is wrong, for the log alone
 */
export function readClaims(claims: IdTokenClaims, { claim, groupsClaim }: ClaimNames, now: Date): ProviderIdentity {
  const { iss = "", sub, amr, auth_time: authTime } = claims;
  if (claim === EMAIL && claims.email_verified !== undefined && claims.email_verified !== true)
    throw new Error("the e-mail is not verified");
  const named = claims[claim];
  const name = typeof named === "string" && isIdentityName(named) ? named : null;
  const id = toFederatedId(iss, sub);
  return {
    id,
    name,
    shownNames: [name, sub].filter((shown): shown is string => shown !== null && isIdentityName(shown)),
    groups: groupsClaim === null ? [] : toGroups(claims[groupsClaim]),
    isMfaPresent: Array.isArray(amr) && amr.includes("mfa"),
    seenAt: typeof authTime === "number" && authTime > 0 ? new Date(Math.min(authTime * 1000, now.getTime())) : null,
  };
}

/** As JSON, no issuer and subject can be taken for others that are only parted elsewhere. */
function toFederatedId(issuer: string, subject: string): string {
  return createHash("sha256")
    .update(JSON.stringify(["kms-federated-id", issuer, subject]))
    .digest("hex")
    .slice(0, 32);
}

/** What is no name that a group can have names none. */
function toGroups(claimed: unknown): string[] {
  const listed = Array.isArray(claimed) ? claimed : [claimed];
  if (listed.length > GROUPS_MAX) throw new Error(`it names more than ${GROUPS_MAX} groups`);
  return [...new Set(listed.filter((group): group is string => typeof group === "string" && isIdentityName(group)))];
}
