/**
 * Whether the caller may: by a policy, else with what is their own, else by a grant; a Deny outweighs all of them. A cloud service, whom no
 * policy reaches, may by its own default master key or a grant. Invariant: nothing is authorised anywhere else, and what a call gets to see
 * of a key of elsewhere is decided here too.
 */
import { KmsError } from "#lib/domain/errors";
import type { Caller } from "#lib/domain/identity/caller";
import type { ServiceName } from "#lib/domain/identity/service";
import { HEX_ID_PATTERN } from "#lib/domain/ids";
import type { Key } from "#lib/domain/key";
import { type AskedOperation, type Decision, decide } from "#lib/domain/policy/decide";
import type { PolicyKey, RequestConditions } from "#lib/domain/policy/facts";
import { policyCallerOf } from "#lib/domain/policy/policy-caller";
import type { InputOf } from "#lib/operations/catalog";
import type { OperationRow } from "#lib/operations/operation";
import { toAlteredRefusal } from "#lib/store/books/altered";
import type { LookupAnswer } from "#lib/store/hot/lookup-answer";
import { findOwner } from "#lib/store/identity/access-keys";
import { hasRetirableGrant } from "#lib/store/keys/grants";
import { requireNoWider } from "#lib/usecases/identity/token/exchange-scope";
import type { KeyRights, TrailReach } from "#lib/usecases/use-case";
import type { Call, Reading } from "./call";
import { noteKey, noteMention } from "./call-trace";
import { isClaimOwn } from "./claims";
import { askedOf, conditionsOf, defaultKeyMeant, defaultKeyToBeMade, keyToBeMade, namedAfter, toPolicyKey } from "./facts-of-call";
import type { Identified } from "./identify";
import { EVERY_KEY, limitedRights } from "./key-rights";
import type { Loaded } from "./load";
import { NO_CALL_RIGHT, OWN_RIGHT, rightOf } from "./right-of";

declare const MADE_HERE: unique symbol;

/** Made by `authorise` alone, so that nothing runs without. */
export type Authorised = {
  readonly [MADE_HERE]: true;
  readonly loaded: Loaded;
  readonly input: unknown;
  /** The key, as far as the caller may know that there is one. */
  readonly key: Key | null;
  /** Whether what the caller holds allows it, so that a grant is not what it rests on. */
  readonly isPermittedByRole: boolean;
  /** Of a call about many keys, or one that takes from another key: which of them it may be about. */
  readonly rights: KeyRights;
  /** Of a call that reads the trail: which part of it. */
  readonly reach: TrailReach;
  /** The service whose default master key is to be made before anything else; null where it is there, or need not be. */
  readonly defaultKeyToMake: ServiceName | null;
};

/**
 * @throws KmsError `materialIntegrity` where a row that says who calls or what they hold was written by somebody else; `notPermitted`; `projectDisabled`; `secondFactorUnset` and `stepUpNeeded`, only to whoever may otherwise; the refusal of
 *   the input, which tells nothing that the caller may not know; `tooLate`
 */
export async function authorise(call: Call, identified: Identified, reading: Reading, loaded: Loaded): Promise<Authorised> {
  const { request, row, caller, progress } = call;
  const { answer } = loaded;
  if (request.isLate()) throw new KmsError("tooLate");
  if (caller.isProjectDisabled && !mayWorkThere(row, caller)) throw new KmsError("projectDisabled");
  const isClaimed = identified.kind === "signIn" || isClaimOwn(identified.credential, caller);
  const isOwnScope = isClaimed && (row.subject === "account" ? !caller.isProjectBound : caller.projectId === request.projectId);
  // A key of elsewhere exists for this caller only by a grant; without one it must not even lend its alias to a trace.
  const isOwnKey = isOwnScope && answer.key?.projectId === request.projectId;
  const key = isOwnScope && (isOwnKey || answer.grants.length > 0) ? answer.key : null;
  noteMention(progress, reading.about);
  requireUnaltered(answer);
  if (!isOwnScope && HEX_ID_PATTERN.test(request.projectId)) progress.details = { requestedProject: request.projectId };
  if (key !== null) noteKey(call, key);
  if ("refusal" in reading) throw reading.refusal;
  const { input } = reading;
  if (identified.kind === "signIn") requireNoWider(identified.principal);
  if (!isOwnScope) throw new KmsError("notPermitted");
  const decided = await decideCall(call, input, loaded, key);
  // Whoever signs in rests on what was shown, and on no right.
  if (identified.kind === "signIn") progress.right = NO_CALL_RIGHT;
  if (caller.mustSetUpFactor && row.isForFactorSetUp !== true) throw new KmsError("secondFactorUnset");
  if (needsStepUp(row, input) && caller.signedInFrom === "console" && !caller.isSteppedUp) throw new KmsError("stepUpNeeded");
  return { loaded, input, key, ...decided } as Authorised;
}

/** Nobody is let in by a row that somebody else has written. @throws KmsError `materialIntegrity` */
function requireUnaltered({ alteredCaller }: LookupAnswer): void {
  if (alteredCaller !== null) throw toAlteredRefusal(alteredCaller.book, alteredCaller.alterations);
}

/**
 * What may be done although the caller's project is disabled. An access key is of its user and no project: where the call is about the
 * account, the project that it claims is only the one that its client means, be it to enable it.
 */
function mayWorkThere(row: OperationRow, { accessKey }: Caller): boolean {
  return row.worksInDisabledProject === true || (row.subject === "account" && accessKey !== null);
}

const GRANTEE_IN_CONSOLE = "What a grant allows can be done only by calling the API, not in the console.";
const OPERATION_OF_MAKING = "createKey";

type Decided = Pick<Authorised, "isPermittedByRole" | "rights" | "reach" | "defaultKeyToMake">;

const PROJECT_ONLY: TrailReach = { project: true, account: false };
const ACCOUNT_ONLY: TrailReach = { project: false, account: true };
const BOTH: TrailReach = { project: true, account: true };

const BY_BEING_ONESELF: Decided = { isPermittedByRole: false, rights: EVERY_KEY, reach: PROJECT_ONLY, defaultKeyToMake: null };

/** @throws KmsError `notPermitted` */
async function decideCall(call: Call, input: unknown, loaded: Loaded, key: Key | null): Promise<Decided> {
  const { row, caller, store, progress } = call;
  const { answer, second } = loaded;
  if (caller.isFederated && row.own === "user" && isOfCaller(call, input)) throw new KmsError("userNeeded");
  // A cloud service changes nothing of itself, nor by what is open to everybody: there is a grant, or it is its default master key.
  if (caller.service !== null && row.permission === null && row.effect !== "read") throw new KmsError("notPermitted");
  // What is for oneself only has no right by which others could do it.
  if (row.isOwnOnly === true) {
    if (!(await isAboutOneself(call, input))) throw new KmsError("notPermitted");
    progress.right = OWN_RIGHT;
    return BY_BEING_ONESELF;
  }
  const asked = askedOf(row, input);
  const policyCaller = policyCallerOf(caller);
  const conditions = conditionsOf(call);
  const about = key === null ? null : toPolicyKey(key, caller, answer.details, answer.grants);
  const toBeMade = about === null ? toBeMadeBy(call, input, loaded) : null;
  let decision = decide(policyCaller, asked, about ?? toBeMade, conditions);
  if (!decision.isAllowed && !isDenial(decision) && (await isAboutOneself(call, input))) {
    progress.right = OWN_RIGHT;
    return BY_BEING_ONESELF;
  }
  if (!decision.isAllowed && row.byGrantRole === "retirable" && (await hasRetirableGrant(store, caller))) {
    decision = decide(policyCaller, { ...asked, hasRetirableGrant: true }, about, conditions);
  }
  let reach = PROJECT_ONLY;
  if (row.accountPermission !== undefined && !isDenial(decision)) {
    const ofAccount = decide(policyCaller, { permissions: [row.accountPermission] }, null, conditions);
    if (ofAccount.isAllowed) {
      reach = decision.isAllowed ? BOTH : ACCOUNT_ONLY;
      if (!decision.isAllowed) decision = ofAccount;
    }
  }
  const { isAllowed, reason, isLimited } = decision;
  progress.right = rightOf(reason);
  // Guide §2.8.1: "A grantee can perform the authorized operations only by calling the necessary APIs."
  if (reason.kind === "grantNotInConsole") throw new KmsError("notPermitted", { message: GRANTEE_IN_CONSOLE });
  if (!isAllowed) throw new KmsError("notPermitted");
  if (reason.kind === "allowedByGrant") progress.grantId = reason.grantId;
  requireSecondKey(call, asked, second, conditions);
  const named = about === null ? null : namedAfter(call.request.operation, input, about);
  if (named !== null) requireNoDenial(call, decide(policyCaller, asked, named, conditions));
  const isOfMany = row.takesFromOtherKey === true || (row.subject === "project" && isLimited);
  return {
    isPermittedByRole: reason.kind !== "allowedByGrant",
    rights: isOfMany ? limitedRights(call, asked) : EVERY_KEY,
    reach,
    defaultKeyToMake: row.byService === "makes" ? (toBeMade?.defaultKeyOf ?? null) : null,
  };
}

/** The key that is not there yet and that the call is about all the same; null where there is none such. */
function toBeMadeBy({ request, row, caller }: Call, input: unknown, { subject, answer }: Loaded): PolicyKey | null {
  if (request.operation === OPERATION_OF_MAKING) return keyToBeMade(input as InputOf<"createKey">, caller);
  if (caller.service === null || row.byService === undefined || answer.key !== null) return null;
  const isOwn = defaultKeyMeant(subject?.reference, caller) === caller.service;
  return isOwn ? defaultKeyToBeMade(caller.service, caller) : null;
}

/** What is needed of the key is needed of the second one too; whether there is one is said later. @throws KmsError `notPermitted` */
function requireSecondKey(
  { request, caller, progress }: Call,
  asked: AskedOperation,
  second: LookupAnswer | null,
  conditions: RequestConditions,
): void {
  if (second === null || second.key === null || second.key.projectId !== request.projectId) return;
  const { isAllowed, reason } = decide(policyCallerOf(caller), asked, toPolicyKey(second.key, caller, second.details), conditions);
  if (isAllowed) return;
  progress.right = rightOf(reason);
  throw new KmsError("notPermitted");
}

/** @throws KmsError `notPermitted` */
function requireNoDenial({ progress }: Call, decision: Decision): void {
  if (!isDenial(decision)) return;
  progress.right = rightOf(decision.reason);
  throw new KmsError("notPermitted");
}

function isDenial({ reason: { kind } }: Decision): boolean {
  return kind === "deniedByStatement" || kind === "deniedUntold" || kind === "deniedByUnreadable";
}

/** Whether this input is one for which a session of the console must have been stepped up. */
function needsStepUp({ needsStepUp }: OperationRow, input: unknown): boolean {
  if (needsStepUp === undefined || needsStepUp === true) return needsStepUp === true;
  const value = (input as Record<string, unknown>)[needsStepUp.field];
  return needsStepUp.values === undefined ? value !== undefined : needsStepUp.values.includes(String(value));
}

/** Where it need not be said who is meant, it is the caller. */
function isOfCaller({ caller }: Call, input: unknown): boolean {
  const { userId } = input as { readonly userId?: string | undefined };
  return userId === undefined || userId === caller.userId;
}

/** Whether the row lets anybody do it with what is their own, and it is; a cloud service only sees what is its own. */
async function isAboutOneself(call: Call, input: unknown): Promise<boolean> {
  const { store, row, caller } = call;
  if (caller.service !== null && row.effect !== "read") return false;
  const { access } = input as { readonly access?: string | undefined };
  if (row.own === "user") return isOfCaller(call, input);
  if (row.own !== "accessKey" || access === undefined) return false;
  const owner = await findOwner(store, caller.accountId, access);
  // One's own that was deleted must be not found, and so anybody's.
  if (owner === null) throw new KmsError("identityNotFound");
  return owner === caller.userId;
}
