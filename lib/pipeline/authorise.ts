/**
 * Whether the caller may: by a role, else with what is their own, else by a grant. Invariant: nothing is authorised anywhere else, and what a call gets to see of a
 * key of elsewhere is decided here too.
 */
import { KmsError } from "#lib/domain/errors";
import { canRetire, findAllowing } from "#lib/domain/grant";
import { can, type Permission } from "#lib/domain/identity/permission";
import { HEX_ID_PATTERN } from "#lib/domain/ids";
import type { Key } from "#lib/domain/key";
import type { OperationRow } from "#lib/operations/operation";
import type { LookupAnswer } from "#lib/store/hot/hot-lookup";
import { findOwner } from "#lib/store/identity/access-keys";
import { hasRetirableGrant } from "#lib/store/keys/grants";
import { requireNoWider } from "#lib/usecases/identity/token/exchange-scope";
import type { Call, Reading } from "./call";
import { noteKey, noteMention } from "./call-trace";
import { isClaimOwn } from "./claims";
import type { Identified } from "./identify";
import type { Loaded } from "./load";

declare const MADE_HERE: unique symbol;

/** Made by `authorise` alone, so that nothing runs without. */
export type Authorised = {
  readonly [MADE_HERE]: true;
  readonly loaded: Loaded;
  readonly input: unknown;
  /** The key, as far as the caller may know that there is one. */
  readonly key: Key | null;
  /** Whether the caller's own role allows it, so that a grant is not what it rests on. */
  readonly isPermittedByRole: boolean;
};

/** @throws KmsError `notPermitted`; `projectDisabled`; `secondFactorUnset` and `stepUpNeeded`, only to whoever may otherwise; the refusal of the input, which tells nothing that the caller may not know; `tooLate` */
export async function authorise(call: Call, identified: Identified, reading: Reading, loaded: Loaded): Promise<Authorised> {
  const { request, row, caller, progress } = call;
  const { answer } = loaded;
  if (request.isLate()) throw new KmsError("tooLate");
  if (caller.isProjectDisabled && !row.worksInDisabledProject) throw new KmsError("projectDisabled");
  const isClaimed = identified.kind === "signIn" || isClaimOwn(identified.credential, caller);
  const isOwnScope = isClaimed && (row.subject === "account" ? !caller.isProjectBound : caller.projectId === request.projectId);
  // A key of elsewhere exists for this caller only by a grant; without one it must not even lend its alias to a trace.
  const isOwnKey = isOwnScope && answer.key?.projectId === request.projectId;
  const key = isOwnScope && (isOwnKey || answer.grants.length > 0) ? answer.key : null;
  noteMention(progress, reading.about);
  if (!isOwnScope && HEX_ID_PATTERN.test(request.projectId)) progress.details = { requestedProject: request.projectId };
  if (key !== null) noteKey(call, key);
  if ("refusal" in reading) throw reading.refusal;
  const { input } = reading;
  if (identified.kind === "signIn") requireNoWider(identified.principal);
  const roles = row.subject === "account" ? caller.accountRoles : caller.roles;
  const mayByRole = isOwnScope && row.isOwnOnly !== true && permissionsOf(row, input).every((permission) => can(roles, permission));
  const isPermittedByRole = mayByRole && (row.subject !== "key" || key === null || isOwnKey);
  if (!isPermittedByRole && !(isOwnScope && (await isAboutOneself(call, input)))) {
    const grantId = isOwnScope ? await findPermittingGrant(call, input, key === null ? [] : answer.grants) : null;
    if (grantId === null) throw new KmsError("notPermitted");
    // Guide §2.8.1: "A grantee can perform the authorized operations only by calling the necessary APIs."
    if (request.origin.source === "console") throw new KmsError("notPermitted", { message: GRANTEE_IN_CONSOLE });
    progress.grantId = grantId;
  }
  if (caller.mustSetUpFactor && row.isForFactorSetUp !== true) throw new KmsError("secondFactorUnset");
  if (needsStepUp(row, input) && caller.signedInFrom === "console" && !caller.isSteppedUp) throw new KmsError("stepUpNeeded");
  return { loaded, input, key, isPermittedByRole } as Authorised;
}

const GRANTEE_IN_CONSOLE = "What a grant allows can be done only by calling the API, not in the console.";

/** What a role must hold for this input; nothing where anybody signed in may ask. */
function permissionsOf({ permission, permissionBy, fieldPermissions = {} }: OperationRow, input: unknown): Permission[] {
  const fields = input as Record<string, unknown>;
  if (permissionBy !== undefined) {
    const chosen = permissionBy.permissions[String(fields[permissionBy.field])];
    if (chosen === undefined) throw new KmsError("notPermitted");
    return [chosen];
  }
  const asked = Object.entries(fieldPermissions).filter(([field]) => !isNothing(fields[field]));
  return [...(permission === null ? [] : [permission]), ...asked.map(([, needed]) => needed)];
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === false || (Array.isArray(value) && value.length === 0);
}

/** Whether this input is one for which a session of the console must have been stepped up. */
function needsStepUp({ needsStepUp }: OperationRow, input: unknown): boolean {
  if (needsStepUp === undefined || needsStepUp === true) return needsStepUp === true;
  const value = (input as Record<string, unknown>)[needsStepUp.field];
  return needsStepUp.values === undefined ? value !== undefined : needsStepUp.values.includes(String(value));
}

/** Whether the row lets anybody do it with what is their own, and it is. */
async function isAboutOneself({ store, row, caller }: Call, input: unknown): Promise<boolean> {
  const { userId, access } = input as { readonly userId?: string | undefined; readonly access?: string | undefined };
  // Where it need not be said who is meant, it is the caller.
  if (row.own === "user") return userId === undefined || userId === caller.userId;
  if (row.own !== "accessKey" || access === undefined) return false;
  const owner = await findOwner(store, caller.accountId, access);
  // One's own that was deleted must be not found, and so anybody's.
  if (owner === null) throw new KmsError("identityNotFound");
  return owner === caller.userId;
}

/** ID of a grant that allows the call where no role does; "" where a grant's existence is enough; null where nothing allows it. */
async function findPermittingGrant({ store, row, caller }: Call, input: unknown, grants: LookupAnswer["grants"]): Promise<string | null> {
  if (row.grantable !== undefined) return findAllowing(grants, row.grantable)?.id ?? null;
  if (row.byGrantRole === "retire") {
    const { grantId } = input as { grantId?: string };
    return grants.find((grant) => grant.id === grantId && canRetire(grant))?.id ?? null;
  }
  if (row.byGrantRole === "retirable" && (await hasRetirableGrant(store, caller))) return "";
  return null;
}
