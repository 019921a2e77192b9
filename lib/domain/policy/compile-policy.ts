/**
 * A policy made ready for deciding: patterns taken apart, values read, statements by permission, so that a request looks only at those that
 * speak of what it asks. Invariant: what cannot be read any more (a stored policy that today's rules refuse) is not skipped: it may have
 * been a Deny, so it denies.
 */
import type { Permission } from "../identity/permission";
import { expandAction } from "./action";
import { findConditionKey, TAG_PREFIX } from "./condition-key";
import { type Answer, holdsWithout, type OperatorUse, parseOperator, toConditionTest } from "./condition-operator";
import type { Facts } from "./facts";
import { parsePolicyValue } from "./parse-policy";
import type { PolicyDocument, PolicyEffect, PolicyStatement } from "./policy-document";
import { isResource, parseResource, type ResourceTest, toResourceTest } from "./resource";

export type ConditionTest = {
  readonly operator: string;
  readonly use: OperatorUse;
  readonly key: string;
  readonly values: readonly string[];
  /** Whether it holds for what is known not to be there. */
  readonly ofAbsent: boolean;
  readonly test: (facts: Facts) => Answer;
};

export type CompiledStatement = {
  /** Its number in the policy, from 0. */
  readonly index: number;
  readonly effect: PolicyEffect;
  /** null for every key. */
  readonly resources: readonly ResourceTest[] | null;
  /** Conditions on the key, which limit the statement to keys. */
  readonly keyTests: readonly ConditionTest[];
  readonly requestTests: readonly ConditionTest[];
};

type ByPermission = ReadonlyMap<Permission, readonly CompiledStatement[]>;

export type CompiledPolicy = {
  readonly id: string;
  readonly name: string;
  readonly allows: ByPermission;
  readonly denies: ByPermission;
  /** It could not be read, and denies every operation on keys. */
  readonly isUnreadable: boolean;
  /** Whether it asks for tags, so that whoever decides by it must know the key's. */
  readonly asksForTags: boolean;
  /** Whether it names keys, by ID or alias. */
  readonly namesKeys: boolean;
  /** Whether it asks for what is not in the key's own row: tags, or aliases, of which a key may have several. */
  readonly asksForDetails: boolean;
};

type Named = { readonly id: string; readonly name: string };

/** @param policy a sound one @throws Error where it is not: use `compileStored` for what was not checked just now */
export function compilePolicy({ id, name }: Named, policy: PolicyDocument): CompiledPolicy {
  const statements = policy.Statement.map((statement, index) => ({ compiled: compileStatement(statement, index), statement }));
  const of = (effect: PolicyEffect) => {
    const by = new Map<Permission, CompiledStatement[]>();
    for (const { compiled, statement } of statements.filter(({ compiled }) => compiled.effect === effect)) {
      for (const permission of new Set(statement.Action.flatMap(expandAction))) {
        by.set(permission, [...(by.get(permission) ?? []), compiled]);
      }
    }
    return by;
  };
  const asksForTags = statements.some(({ compiled }) => compiled.keyTests.some(({ key }) => key.startsWith(TAG_PREFIX)));
  const asksForDetails = asksForTags || statements.some(({ statement }) => statement.Resource?.some((text) => text.includes(":alias:")));
  const namesKeys = statements.some(({ compiled }) => compiled.resources !== null);
  return { id, name, allows: of("Allow"), denies: of("Deny"), isUnreadable: false, asksForTags, namesKeys, asksForDetails };
}

/** For a policy as it was stored, whatever has become of it. */
export function compileStored(named: Named, stored: unknown): CompiledPolicy {
  const { policy } = parsePolicyValue(stored);
  if (policy !== null) return compilePolicy(named, policy);
  return {
    id: named.id,
    name: named.name,
    allows: new Map(),
    denies: new Map(),
    isUnreadable: true,
    asksForTags: false,
    namesKeys: false,
    asksForDetails: false,
  };
}

function compileStatement({ Effect, Resource, Condition = {} }: PolicyStatement, index: number): CompiledStatement {
  const tests = Object.entries(Condition).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => compileCondition(operator, key, values)),
  );
  return {
    index,
    effect: Effect,
    resources: Resource?.map(compileResource) ?? null,
    keyTests: tests.filter(({ isAboutKey }) => isAboutKey),
    requestTests: tests.filter(({ isAboutKey }) => !isAboutKey),
  };
}

function compileResource(text: string): ResourceTest {
  const parsed = parseResource(text);
  if (!isResource(parsed)) throw new Error(`not a sound policy: ${parsed.code}`);
  return toResourceTest(parsed);
}

function compileCondition(operator: string, key: string, values: readonly string[]): ConditionTest & { readonly isAboutKey: boolean } {
  const use = parseOperator(operator);
  const row = findConditionKey(key);
  if (use === null || row === null) throw new Error("not a sound policy: unknown condition");
  const test = toConditionTest(row, use, values);
  return { operator, use, key, values, ofAbsent: holdsWithout(use), isAboutKey: row.about === "key", test };
}
