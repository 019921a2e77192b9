/**
 * A policy as the visual editor has it: rows to click together, for those who write no JSON. Invariant: whatever goes into the builder comes
 * out as the same policy; what it cannot show is not taken in, and the editor says so and stays with the JSON.
 */
import { KMS_PERMISSIONS } from "../identity/permission";
import { type ConditionOperator, formatOperator, parseOperator } from "./condition-operator";
import type { PolicyFault } from "./faults";
import { Findings } from "./findings";
import { type ParsedPolicy, parsePolicyValue } from "./parse-policy";
import { POLICY_VERSION, type PolicyCondition, type PolicyDocument, type PolicyEffect, type PolicyStatement } from "./policy-document";
import { isResource, parseResource, type ResourceKind } from "./resource";

/** Checkboxes: everything, everything of a kind, single actions. */
export const BUILDER_ACTIONS: readonly string[] = [
  "kms:*:*",
  ...new Set(KMS_PERMISSIONS.map((permission) => `${permission.split(":").slice(0, 2).join(":")}:*`)),
  ...KMS_PERMISSIONS,
];

export type BuilderKeys = {
  readonly kind: ResourceKind;
  /** ID or alias, with asterisks. */
  readonly key: string;
  /** "*" for any. */
  readonly region: string;
  readonly account: string;
};

export type BuilderCondition = {
  readonly key: string;
  readonly operator: ConditionOperator;
  readonly ifExists: boolean;
  readonly values: readonly string[];
};

export type BuilderStatement = {
  readonly effect: PolicyEffect;
  /** Of `BUILDER_ACTIONS`. */
  readonly actions: readonly string[];
  /** None for every key. */
  readonly keys: readonly BuilderKeys[];
  readonly conditions: readonly BuilderCondition[];
};

export type BuilderPolicy = { readonly statements: readonly BuilderStatement[] };

/** The statements that can be shown as rows; null, with the numbers of those that cannot, where there are any. */
export function toBuilder(
  policy: PolicyDocument,
):
  | { readonly builder: BuilderPolicy; readonly inexpressible: readonly [] }
  | { readonly builder: null; readonly inexpressible: readonly number[] } {
  const statements = policy.Statement.map(toBuilderStatement);
  const inexpressible = policy.Statement.flatMap((statement, index) => {
    const rows = statements[index];
    return rows === undefined || rows === null || !isSame(statement, fromBuilderStatement(rows)) ? [index] : [];
  });
  if (inexpressible.length > 0) return { builder: null, inexpressible };
  return { builder: { statements: statements.filter((rows) => rows !== null) }, inexpressible: [] };
}

/** The policy that the rows make, checked like any other; of faults the paths say which row they are about. */
export function fromBuilder({ statements }: BuilderPolicy): ParsedPolicy {
  const twice = statements.flatMap(({ conditions }, index) => faultsOfTwice(conditions, index));
  const [first, ...more] = twice;
  if (first !== undefined) return { policy: null, faults: [first, ...more] };
  return parsePolicyValue(writeBuilder({ statements }));
}

/** The rows as a policy, whatever is wrong with them: for the text of the editor, which is checked by itself. Two rows of one condition and
 * operator have no place in it: of those the last stands. */
export function writeBuilder({ statements }: BuilderPolicy): PolicyDocument {
  return { Version: POLICY_VERSION, Statement: statements.map(fromBuilderStatement) };
}

function toBuilderStatement({ Effect, Action, Resource = [], Condition = {} }: PolicyStatement): BuilderStatement | null {
  const keys = Resource.map(parseResource).filter(isResource);
  if (Action.some((action) => !BUILDER_ACTIONS.includes(action))) return null;
  const conditions = Object.entries(Condition).flatMap(([written, ofKeys]) => {
    const use = parseOperator(written);
    if (use === null) return [];
    return Object.entries(ofKeys).map(([key, values]) => ({ key, operator: use.name, ifExists: use.ifExists, values }));
  });
  return {
    effect: Effect,
    actions: Action,
    keys: keys.map(({ kind, key, region, account }) => ({ kind, key, region, account })),
    conditions,
  };
}

function fromBuilderStatement({ effect, actions, keys, conditions }: BuilderStatement): PolicyStatement {
  const condition: Record<string, Record<string, readonly string[]>> = {};
  for (const { key, operator, ifExists, values } of conditions) {
    const written = formatOperator({ name: operator, ifExists });
    condition[written] = { ...condition[written], [key]: values };
  }
  return {
    Effect: effect,
    Action: actions,
    ...(keys.length > 0 && { Resource: keys.map(({ region, account, kind, key }) => `KMS:${region}:${account}:${kind}:${key}`) }),
    ...(conditions.length > 0 && { Condition: condition }),
  };
}

/** Two rows would be "and"; in one object the second would take the first one's place. */
function faultsOfTwice(conditions: readonly BuilderCondition[], index: number): PolicyFault[] {
  const findings = new Findings("");
  const seen = new Set<string>();
  for (const { key, operator, ifExists } of conditions) {
    const written = formatOperator({ name: operator, ifExists });
    if (seen.has(`${written} ${key}`)) {
      findings.add("memberTwice", ["Statement", index, "Condition", written, key], { start: 0, end: 0 }, { it: key });
    }
    seen.add(`${written} ${key}`);
  }
  return findings.faults;
}

/** In the same order too, since what is shown in rows has one. */
function isSame(one: PolicyStatement, other: PolicyStatement): boolean {
  return JSON.stringify(ordered(one)) === JSON.stringify(ordered(other));
}

/** An empty Condition says nothing. */
function ordered({ Effect, Action, Resource, Condition }: PolicyStatement): unknown[] {
  const condition: PolicyCondition | null = Condition !== undefined && Object.keys(Condition).length > 0 ? Condition : null;
  return [Effect, Action, Resource ?? null, condition];
}
