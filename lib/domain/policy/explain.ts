/**
 * Why a decision is as it is, for "Try it" and a person's page: every statement that speaks of the operation, with what of it held and what
 * did not. Made of the parts that `decide` is made of; only who asks for it pays for it.
 */
import type { Permission } from "../identity/permission";
import type { CompiledStatement } from "./compile-policy";
import type { Answer } from "./condition-operator";
import { type AskedOperation, counts, type Decision, decide, factsFor, placeOf, type StatementPlace } from "./decide";
import { type Facts, type PolicyKey, type RequestConditions, toFacts } from "./facts";
import type { PolicyCaller } from "./held-policy";
import { judge, type Reach } from "./judge";
import type { PolicyEffect } from "./policy-document";

/** One thing that a statement asks. */
export type Check =
  | { readonly kind: "resource"; readonly answer: "yes" | "no" }
  | { readonly kind: "condition"; readonly operator: string; readonly key: string; readonly answer: Answer };

export type StatementFinding = {
  readonly place: StatementPlace;
  readonly effect: PolicyEffect;
  readonly permission: Permission;
  readonly reach: Reach;
  readonly checks: readonly Check[];
};

export type Explanation = {
  readonly decision: Decision;
  /** Denies first, then Allows, as they are held. */
  readonly findings: readonly StatementFinding[];
  /** Conditions whose values are not known: with them it could be told. */
  readonly missing: readonly string[];
};

export function explain(
  caller: PolicyCaller,
  operation: AskedOperation,
  key: PolicyKey | null,
  conditions: RequestConditions,
): Explanation {
  const facts = toFacts(caller, key, conditions);
  const findings = operation.permissions.flatMap((permission) =>
    (["Deny", "Allow"] as const).flatMap((effect) => findingsOf(caller, permission, effect, factsFor(effect, permission, facts))),
  );
  const unknown = findings.flatMap(({ checks }) => checks.flatMap((check) => (check.answer === "unknown" ? [check.key] : [])));
  return { decision: decide(caller, operation, key, conditions), findings, missing: [...new Set(unknown)] };
}

function findingsOf(caller: PolicyCaller, permission: Permission, effect: PolicyEffect, facts: Facts): StatementFinding[] {
  return caller.held
    .filter(({ scope }) => counts(effect, scope, permission))
    .flatMap((held) => {
      const statements = (effect === "Deny" ? held.policy.denies : held.policy.allows).get(permission) ?? [];
      return statements.map((statement) => ({
        place: placeOf(held, statement),
        effect,
        permission,
        reach: judge(statement, facts, caller),
        checks: checksOf(statement, facts, caller),
      }));
    });
}

function checksOf({ resources, keyTests, requestTests }: CompiledStatement, facts: Facts, caller: PolicyCaller): Check[] {
  const { key } = facts;
  const isResource = resources?.some((resource) => resource.isOfPlace(key ?? caller) && (key === null || resource.isKey(key)));
  // Without a key, what a statement asks of keys is neither met nor missed.
  const tests = key === null ? requestTests : [...keyTests, ...requestTests];
  return [
    ...(isResource === undefined ? [] : [{ kind: "resource", answer: isResource ? "yes" : "no" } as const]),
    ...tests.map(({ operator, key: name, test }) => ({ kind: "condition", operator, key: name, answer: test(facts) }) as const),
  ];
}
