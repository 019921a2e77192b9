/**
 * The one decision: who may do what, and why. Server, screens, traces and "Try it" ask this function. Invariants: what no Allow or grant
 * allows is refused; Deny wins, over grants too; a Deny that cannot be told denies, and an Allow that cannot be told allows nothing; what
 * is limited to keys allows nothing that is about no key; policies reach keys of the caller's own project only; and none reaches a cloud service.
 */
import { canRetire, findAllowing, type GrantOperation } from "../grant";
import type { Permission } from "../identity/permission";
import type { ServiceUse } from "../identity/service";
import { isAboutProject, isOnIdentities } from "./action";
import type { CompiledStatement } from "./compile-policy";
import { type Facts, type PolicyKey, type RequestConditions, toFacts } from "./facts";
import type { HeldPolicy, HeldScope, PolicyCaller } from "./held-policy";
import { judge } from "./judge";

/** What is asked for, as a row of the catalog and its input say. */
export type AskedOperation = {
  /** All of them are needed; none where any signed-in caller may ask. */
  readonly permissions: readonly Permission[];
  readonly grantable?: GrantOperation | undefined;
  readonly byGrantRole?: "retire" | "retirable" | undefined;
  /** What a cloud service does with its own default master key by it. */
  readonly byService?: ServiceUse | undefined;
  /** The grant to be retired. */
  readonly grantId?: string | undefined;
  /** Whether the caller may retire any grant; asked for only when nothing else allows. */
  readonly hasRetirableGrant?: boolean | undefined;
};

export type StatementPlace = {
  readonly policyId: string;
  readonly policyName: string;
  /** Number of the statement in its policy, from 0. */
  readonly statement: number;
  readonly scope: HeldScope;
  readonly groupId: string;
};

export type Reason =
  | { readonly kind: "openToAll" }
  | { readonly kind: "allowedByStatement"; readonly place: StatementPlace }
  /** "" where that there is a grant is enough. */
  | { readonly kind: "allowedByGrant"; readonly grantId: string }
  /** A cloud service uses the default master key that was made for it. */
  | { readonly kind: "ownDefaultKey" }
  | { readonly kind: "deniedByStatement"; readonly place: StatementPlace }
  /** Whether the Deny holds could not be told. */
  | { readonly kind: "deniedUntold"; readonly place: StatementPlace }
  | { readonly kind: "deniedByUnreadable"; readonly policyId: string; readonly policyName: string }
  /** Guide §2.8.1: what a grant allows can be done only by calling the API. */
  | { readonly kind: "grantNotInConsole"; readonly grantId: string }
  /** What would allow it is limited to keys. */
  | { readonly kind: "limitedToKeys"; readonly place: StatementPlace }
  /** Whether an Allow holds could not be told. */
  | { readonly kind: "allowUntold"; readonly place: StatementPlace }
  | { readonly kind: "nothingAllows" };

export type Decision = {
  readonly isAllowed: boolean;
  readonly reason: Reason;
  /** The permission that it turned on; null where none is needed. */
  readonly permission: Permission | null;
  /** Of a request about many keys: it may not be about all of them, so that each is to be asked for by itself. */
  readonly isLimited: boolean;
};

const OPEN_TO_ALL: Decision = { isAllowed: true, reason: { kind: "openToAll" }, permission: null, isLimited: false };

/**
 * @param key the key asked for, or to be made; null where the request is about none, or the key does not exist
 * @returns allowed or not, and by what
 */
export function decide(caller: PolicyCaller, operation: AskedOperation, key: PolicyKey | null, conditions: RequestConditions): Decision {
  if (operation.permissions.length === 0) return OPEN_TO_ALL;
  if (caller.service !== null) return decideForService(caller, operation, key, conditions);
  const facts = toFacts(caller, key, conditions);
  let decision: Decision = OPEN_TO_ALL;
  let isLimited = false;
  let refusal: Decision | null = null;
  for (const permission of operation.permissions) {
    decision = decideOne(caller, permission, facts);
    // A Deny of any of them outweighs whatever the others lack.
    if (isDenial(decision.reason)) return decision;
    if (!decision.isAllowed) refusal ??= decision;
    isLimited ||= decision.isLimited;
  }
  if (refusal === null) return isLimited === decision.isLimited ? decision : { ...decision, isLimited };
  return byGrant(operation, key, conditions, refusal);
}

/** A cloud service uses its own default master key of the project that it works in, and what grants let it; no policy counts for it. */
function decideForService(
  { service, projectId }: PolicyCaller,
  operation: AskedOperation,
  key: PolicyKey | null,
  conditions: RequestConditions,
): Decision {
  const [permission = null] = operation.permissions;
  const refusal: Decision = { isAllowed: false, reason: { kind: "nothingAllows" }, permission, isLimited: false };
  if (operation.byService !== undefined && key !== null && key.defaultKeyOf === service && key.projectId === projectId) {
    return { ...refusal, isAllowed: true, reason: { kind: "ownDefaultKey" } };
  }
  return byGrant(operation, key, conditions, refusal);
}

/** @param refusal the answer where no grant of the caller allows it */
function byGrant(operation: AskedOperation, key: PolicyKey | null, conditions: RequestConditions, refusal: Decision): Decision {
  const grantId = findGrant(operation, key);
  if (grantId === null) return refusal;
  // Where a request came from must be known for a grant to count.
  if (conditions.source !== "api") return { ...refusal, reason: { kind: "grantNotInConsole", grantId } };
  return { isAllowed: true, reason: { kind: "allowedByGrant", grantId }, permission: refusal.permission, isLimited: false };
}

/** The boolean of `decide`. */
export function can(caller: PolicyCaller, operation: AskedOperation, key: PolicyKey | null, conditions: RequestConditions): boolean {
  return decide(caller, operation, key, conditions).isAllowed;
}

/**
 * What may count at all: rights over people are held for the account, rights over keys in projects. A Deny on keys that is held for the account
 * counts in every project of it: nobody attaches one for nothing.
 */
export function counts(effect: CompiledStatement["effect"], scope: HeldScope, permission: Permission): boolean {
  if (isOnIdentities(permission)) return scope !== "project";
  return effect === "Deny" || scope !== "account";
}

/** The facts that a statement is judged by: an Allow of what is about no key yet must hold without one. */
export function factsFor(effect: CompiledStatement["effect"], permission: Permission, facts: Facts): Facts {
  return effect === "Allow" && facts.key !== null && isAboutProject(permission) ? { ...facts, key: null } : facts;
}

function decideOne(caller: PolicyCaller, permission: Permission, facts: Facts): Decision {
  const isAboutNoKey = isAboutProject(permission);
  let isLimited = false;
  for (const held of caller.held) {
    if (!counts("Deny", held.scope, permission)) continue;
    const { policy } = held;
    if (policy.isUnreadable && !isOnIdentities(permission)) {
      return refused(permission, { kind: "deniedByUnreadable", policyId: policy.id, policyName: policy.name });
    }
    for (const statement of policy.denies.get(permission) ?? []) {
      const reach = judge(statement, facts, caller);
      if (reach === "yes") return refused(permission, { kind: "deniedByStatement", place: placeOf(held, statement) });
      if (reach === "unknown") return refused(permission, { kind: "deniedUntold", place: placeOf(held, statement) });
      if (reach === "keys" && !isAboutNoKey) isLimited = true;
    }
  }
  return allowOne(caller, permission, factsFor("Allow", permission, facts), isLimited);
}

function allowOne(caller: PolicyCaller, permission: Permission, facts: Facts, isLimited: boolean): Decision {
  const isOwn = isOnIdentities(permission) || (caller.projectId !== null && isOfProject(facts.key, caller.projectId));
  let near: Reason | null = null;
  let limited: { held: HeldPolicy; statement: CompiledStatement } | null = null;
  for (const held of isOwn ? caller.held : []) {
    if (!counts("Allow", held.scope, permission)) continue;
    for (const statement of held.policy.allows.get(permission) ?? []) {
      const reach = judge(statement, facts, caller);
      if (reach === "yes") {
        return { isAllowed: true, reason: { kind: "allowedByStatement", place: placeOf(held, statement) }, permission, isLimited };
      }
      if (reach === "keys") limited ??= { held, statement };
      if (reach === "unknown") near ??= { kind: "allowUntold", place: placeOf(held, statement) };
    }
  }
  if (limited !== null) {
    const place = placeOf(limited.held, limited.statement);
    if (isAboutProject(permission)) return refused(permission, { kind: "limitedToKeys", place });
    return { isAllowed: true, reason: { kind: "allowedByStatement", place }, permission, isLimited: true };
  }
  return refused(permission, near ?? { kind: "nothingAllows" });
}

function isOfProject(key: PolicyKey | null, projectId: string): boolean {
  return key === null || key.projectId === projectId;
}

function isDenial({ kind }: Reason): boolean {
  return kind === "deniedByStatement" || kind === "deniedUntold" || kind === "deniedByUnreadable";
}

function refused(permission: Permission, reason: Reason): Decision {
  return { isAllowed: false, reason, permission, isLimited: false };
}

export function placeOf({ policy, scope, groupId }: HeldPolicy, { index }: CompiledStatement): StatementPlace {
  return { policyId: policy.id, policyName: policy.name, statement: index, scope, groupId };
}

/** ID of a grant that allows it; "" where that there is one is enough; null where none does. */
function findGrant({ grantable, byGrantRole, grantId, hasRetirableGrant }: AskedOperation, key: PolicyKey | null): string | null {
  if (grantable !== undefined) return findAllowing(key?.grants ?? [], grantable)?.id ?? null;
  if (byGrantRole === "retire") return key?.grants.find((grant) => grant.id === grantId && canRetire(grant))?.id ?? null;
  return byGrantRole === "retirable" && hasRetirableGrant === true ? "" : null;
}
