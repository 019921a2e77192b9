/**
 * Which keys of its project a caller may do something with, as conditions on keys that a database can look for. All that does not depend on
 * the key (who asks, from where, when, in which region) has been decided before. Invariant: it holds for exactly those keys of the project
 * of which `decide` says yes; a test compares the two.
 */
import type { Permission } from "../identity/permission";
import { isAboutProject, isOnIdentities } from "./action";
import type { CompiledStatement, ConditionTest } from "./compile-policy";
import { CONDITION_KEYS, type ConditionKeyRow, TAG_PREFIX } from "./condition-key";
import { CONDITION_OPERATORS, type ConditionOperator } from "./condition-operator";
import { counts } from "./decide";
import { type Facts, type RequestConditions, toFacts } from "./facts";
import type { PolicyCaller } from "./held-policy";
import { allOf } from "./judge";
import { toPieces } from "./wildcard";

/** A text is meant from end to end, with any text between the pieces; a single piece is the whole text. */
export type TextPattern = readonly string[];

export type TagClause = {
  readonly tag: string;
  /** One of them fits; where it is negated, none does. */
  readonly patterns: readonly TextPattern[];
  readonly isNegated: boolean;
  /** Whether it holds for a key without the tag. */
  readonly ofAbsent: boolean;
};

export type KeyAttribute = "usage" | "origin" | "spec";

/** Keys of which one statement speaks: all of it holds. */
export type KeyClause = {
  /** One of them names the key; null for every key. */
  readonly names: { readonly ids: readonly TextPattern[]; readonly aliases: readonly TextPattern[] } | null;
  /** One of the values is the key's. */
  readonly attributes: readonly { readonly attribute: KeyAttribute; readonly values: readonly string[] }[];
  readonly tags: readonly TagClause[];
};

/** Of one permission: one of the Allows must hold, and none of the Denies. */
export type PermissionLimit = { readonly allows: readonly KeyClause[]; readonly denies: readonly KeyClause[] };

export type KeyLimit = {
  readonly accountId: string;
  /** All of them hold. */
  readonly permissions: readonly PermissionLimit[];
};

const EVERY_KEY: KeyClause = { names: null, attributes: [], tags: [] };

const ATTRIBUTES: Readonly<Record<string, KeyAttribute>> = { "kms:KeyUsage": "usage", "kms:KeyOrigin": "origin", "kms:KeySpec": "spec" };

const TEXT_PATTERNS: { readonly [name in ConditionOperator]?: (value: string) => TextPattern } = {
  StringEquals: (value) => [value],
  StringNotEquals: (value) => [value],
  StringLike: toPieces,
  StringNotLike: toPieces,
  StringStartWith: (value) => [value, ""],
  StringNotStartWith: (value) => [value, ""],
  StringEndWith: (value) => ["", value],
  StringNotEndWith: (value) => ["", value],
};

/** @param permissions on keys there are; all of them are needed */
export function keyLimitOf(caller: PolicyCaller, permissions: readonly Permission[], conditions: RequestConditions): KeyLimit {
  const facts = toFacts(caller, null, conditions);
  return { accountId: caller.accountId, permissions: permissions.map((permission) => limitOf(caller, permission, facts)) };
}

function limitOf(caller: PolicyCaller, permission: Permission, facts: Facts): PermissionLimit {
  if (isAboutProject(permission) || isOnIdentities(permission)) throw new Error(`${permission} is about no keys there are`);
  const [allows, denies]: [KeyClause[], KeyClause[]] = [[], []];
  for (const { policy, scope } of caller.held) {
    if (counts("Deny", scope, permission)) {
      if (policy.isUnreadable) denies.push(EVERY_KEY);
      // Of a request that is not known a Deny may hold, and so denies.
      for (const statement of policy.denies.get(permission) ?? []) {
        if (allOf(statement.requestTests, facts) !== "no") denies.push(...toClause(statement, caller));
      }
    }
    if (caller.projectId !== null && counts("Allow", scope, permission)) {
      for (const statement of policy.allows.get(permission) ?? []) {
        if (allOf(statement.requestTests, facts) === "yes") allows.push(...toClause(statement, caller));
      }
    }
  }
  return { allows: merged(allows), denies: merged(denies) };
}

/** Clauses that differ in the names alone are one. */
function merged(clauses: readonly KeyClause[]): KeyClause[] {
  const known = new Map<string, KeyClause[]>();
  for (const clause of clauses) {
    const rest = JSON.stringify([clause.attributes, clause.tags]);
    known.set(rest, [...(known.get(rest) ?? []), clause]);
  }
  return [...known.values()].flatMap((alike): KeyClause[] => {
    const [first] = alike;
    if (first === undefined) return [];
    const names = alike.flatMap((clause) => clause.names ?? []);
    if (names.length < alike.length) return [{ ...first, names: null }];
    return [{ ...first, names: { ids: names.flatMap(({ ids }) => ids), aliases: names.flatMap(({ aliases }) => aliases) } }];
  });
}

/** None where the statement speaks of no key of the place. */
function toClause({ resources, keyTests }: CompiledStatement, place: PolicyCaller): KeyClause[] {
  const ofPlace = resources?.filter((resource) => resource.isOfPlace(place)) ?? null;
  if (ofPlace?.length === 0) return [];
  const isEvery = ofPlace === null || ofPlace.some(({ isEveryKey, kind }) => isEveryKey && kind === "KeyId");
  const patternsOf = (of: "KeyId" | "alias") => (ofPlace ?? []).flatMap(({ kind, pattern }) => (kind === of ? [toPieces(pattern)] : []));
  const names = isEvery ? null : { ids: patternsOf("KeyId"), aliases: patternsOf("alias") };
  const tags = keyTests.filter(({ key }) => key.startsWith(TAG_PREFIX)).map(toTagClause);
  const attributes = keyTests.filter(({ key }) => !key.startsWith(TAG_PREFIX)).map(toAttributeClause);
  return [{ names, attributes, tags }];
}

function toTagClause({ key, use, values, ofAbsent }: ConditionTest): TagClause {
  const toPattern = TEXT_PATTERNS[use.name];
  if (toPattern === undefined) throw new Error(`${use.name} compares no text`);
  const { isNegated } = CONDITION_OPERATORS[use.name];
  return { tag: key.slice(TAG_PREFIX.length), patterns: values.map(toPattern), isNegated, ofAbsent };
}

/** A key has one of few values, so the comparison can be made before. */
function toAttributeClause({ key, use, values }: ConditionTest): KeyClause["attributes"][number] {
  const row: ConditionKeyRow = CONDITION_KEYS[key as keyof typeof CONDITION_KEYS];
  const attribute = ATTRIBUTES[key];
  if (attribute === undefined || row.values === undefined) throw new Error(`${key} is nothing that a key has`);
  const { toTest, isNegated } = CONDITION_OPERATORS[use.name];
  const fits = toTest(values);
  return { attribute, values: row.values.filter((value) => fits(value) !== isNegated) };
}
