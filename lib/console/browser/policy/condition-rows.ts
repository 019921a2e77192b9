/** Rows of conditions: which comparisons suit a key, and which values there are to choose from. */
import type { BuilderCondition } from "#lib/domain/policy/builder";
import { CONDITION_KEY_NAMES, type ConditionKeyRow, findConditionKey, TAG_PREFIX } from "#lib/domain/policy/condition-key";
import { type ConditionOperator, operatorsFor } from "#lib/domain/policy/condition-operator";

export const NEW_CONDITION: BuilderCondition = { key: TAG_PREFIX, operator: "StringEquals", ifExists: false, values: [] };

/** What is chosen from: the keys there are, with one for tags of whatever name. */
export const CONDITION_CHOICES: readonly string[] = [TAG_PREFIX, ...CONDITION_KEY_NAMES.filter((name) => name !== TAG_PREFIX)];

/** The choice that a key belongs to, and the tag that it names. */
export function choiceOf(key: string): { readonly choice: string; readonly tag: string } {
  return key.startsWith(TAG_PREFIX) ? { choice: TAG_PREFIX, tag: key.slice(TAG_PREFIX.length) } : { choice: key, tag: "" };
}

/** The row of a key; also of a tag whose name is still to be typed. */
export function rowOf(key: string): ConditionKeyRow | null {
  return findConditionKey(key.startsWith(TAG_PREFIX) ? `${TAG_PREFIX}any` : key);
}

/** The condition with another key: comparison and values go where they do not suit it. */
export function withKey(condition: BuilderCondition, key: string): BuilderCondition {
  const [before, after] = [rowOf(condition.key), rowOf(key)];
  const operators = operatorsFor(after?.type ?? "text");
  const operator = operators.includes(condition.operator) ? condition.operator : (operators[0] ?? "StringEquals");
  const keeps = before?.type === after?.type && before?.values === after?.values;
  return { ...condition, key, operator, values: keeps ? condition.values : [] };
}

/** The values to choose from; null where any text may be entered. */
export function valuesToChoose(key: string, operator: ConditionOperator): readonly string[] | null {
  const row = rowOf(key);
  if (row?.type === "truth") return ["true", "false"];
  return operator === "StringEquals" || operator === "StringNotEquals" ? (row?.values ?? null) : null;
}

/** Values as lines to be edited. Lines without anything are no values, but the one that is being begun. */
export function toValues(lines: string): readonly string[] {
  return lines.split("\n").filter((line) => line !== "");
}
