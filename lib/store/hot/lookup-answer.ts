/** Rows of the look-up as the domain's caller, key and grants. */
import type { HeldGrant } from "#lib/domain/grant";
import type { Caller } from "#lib/domain/identity/caller";
import { isStepUpFresh } from "#lib/domain/identity/session";
import type { Key } from "#lib/domain/key";
import type { HeldPolicy } from "#lib/domain/policy/held-policy";
import type { Shadow } from "#lib/domain/use/shadow-disable";
import type { BoundMaterial } from "#lib/hsm/port";
import type { Alteration, Findings } from "../books/book-rows";
import { toKey } from "../keys/key-row";
import { toMaterial } from "./bound-material";
import type { HeldGrantRow, LookupRow } from "./lookup-statement";

export type LookupAnswer = {
  /** null when token or access key is unknown, expired, revoked or switched off, or its user is disabled. */
  readonly caller: Caller | null;
  /** What is known of the access key; null for a token. The caller is not proven before the signature is. */
  readonly accessKey: StoredAccessKey | null;
  /** Whatever project it belongs to: who may see it is decided by `perform`. */
  readonly key: Key | null;
  /** The asked version's material; null when there is none, and for a key that was destroyed. */
  readonly material: BoundMaterial | null;
  /** Of the key that is, or was, being disabled in shadow; null where it never was. */
  readonly shadow: Shadow | null;
  /** Whether a key of this ID was destroyed: then its rows have been brought back by somebody, and are good for nothing. */
  readonly wasDestroyed: boolean;
  /** Rows of the key that the product has not written; none of an honest one. */
  readonly alterations: readonly Alteration[];
  /** Those of the first book that says who the caller is or what they hold and is not as it was written; null where all are. */
  readonly alteredCaller: Findings | null;
  /** What policies may ask of the key besides; null where the caller holds none that could. */
  readonly details: KeyDetails | null;
  /** The caller's grants on the key, in whatever role, oldest first; none while the key's own project is disabled. */
  readonly grants: readonly HeldGrant[];
};

/** What hangs on a key and not in its row. */
export type KeyDetails = { readonly tags: ReadonlyMap<string, string>; readonly aliases: readonly string[] };

export type StoredAccessKey = { readonly sealedSecret: Buffer; readonly lastUsedAt: Date | null };

/** @param held what the row's caller holds */
export function toAnswer(row: LookupRow, now: Date, held: readonly HeldPolicy[]): Omit<LookupAnswer, "alterations" | "alteredCaller"> {
  const key = row.id === null ? null : toKey(row);
  return {
    caller: row.c_account_id === null ? null : toCaller(row, row.c_account_id, { now, held }),
    accessKey: row.c_secret === null ? null : { sealedSecret: row.c_secret, lastUsedAt: row.c_last_used_at },
    key,
    material: key === null || row.k_destroyed ? null : toMaterial(key, row),
    shadow: toShadow(row),
    wasDestroyed: row.k_destroyed,
    grants: row.k_grants === null ? [] : row.k_grants.map(toHeldGrant),
    details: row.k_tags === null ? null : { tags: new Map(row.k_tags), aliases: row.k_aliases ?? [] },
  };
}

function toShadow({ k_shadow_since: since, k_shadow_until: until }: LookupRow): Shadow | null {
  return since === null || until === null ? null : { since, until };
}

function toHeldGrant([id, operations, isGrantee, isRetirer, isIssuer]: HeldGrantRow): HeldGrant {
  return { id, operations, isGrantee: isGrantee === true, isRetirer: isRetirer === true, isIssuer };
}

function toCaller(row: LookupRow, accountId: string, { now, held }: { now: Date; held: readonly HeldPolicy[] }): Caller {
  return {
    accountId,
    accountName: row.c_account_name,
    userId: row.c_user_id,
    userName: row.c_user_name,
    service: row.c_service,
    isFederated: row.c_federated,
    projectId: row.c_project_id,
    projectName: row.c_project_name,
    isProjectDisabled: row.c_project_enabled === false,
    held,
    accessKey: row.c_access,
    sessionId: row.c_session_id,
    signedInFrom: row.c_signed_in_from,
    isMfaPresent: row.c_mfa,
    isSteppedUp: isStepUpFresh(row.c_stepped_up_at, now),
    mustSetUpFactor: row.c_must_set_up_factor,
    isProjectBound: row.c_project_bound,
  };
}
