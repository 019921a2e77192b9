/** Checks the conditions of a statement: operators, keys, and values that can be compared. */
import { HEX_ID_PATTERN } from "../ids";
import { type Part, textsOf } from "./check-shape";
import { CONDITION_KEY_NAMES, type ConditionKeyRow, findConditionKey, TAG_PREFIX } from "./condition-key";
import { CONDITION_OPERATOR_NAMES, CONDITION_OPERATORS, type OperatorUse, operatorsFor, parseOperator } from "./condition-operator";
import { CONDITIONS_MAX, type PolicyFaultCode, VALUE_CHARACTERS_MAX } from "./faults";
import type { Findings } from "./findings";
import { parseInstant } from "./instant";
import { parseIpNetwork } from "./ip-address";
import type { JsonMember } from "./json-tree";
import { nearest } from "./nearest";
import type { PolicyCondition } from "./policy-document";
import { hasWildcard } from "./wildcard";

/** More values cannot be meant, and a decision looks at each. */
const VALUES_MAX = 100;

/** @returns the conditions as written; of use only where there were no faults */
export function checkCondition(findings: Findings, { node, path, name }: Part): PolicyCondition {
  const condition: Record<string, Record<string, readonly string[]>> = {};
  if (node.kind !== "object") findings.add("notObject", path, node, { name });
  else {
    if (node.members.length > CONDITIONS_MAX) findings.add("listTooLong", path, node, { name, hint: String(CONDITIONS_MAX) });
    for (const member of node.members.slice(0, CONDITIONS_MAX)) {
      const keys = checkOperator(findings, member, [...path, member.name]);
      if (keys !== null) condition[member.name] = keys;
    }
  }
  return condition;
}

function checkOperator(findings: Findings, { name, nameSpan, value }: JsonMember, path: Part["path"]) {
  const use = parseOperator(name);
  if (use === null) {
    findings.add("operatorUnknown", path, nameSpan, { it: name, hint: nearest(name, CONDITION_OPERATOR_NAMES) ?? "" });
    return null;
  }
  if (value.kind !== "object") {
    findings.add("notObject", path, value, { name });
    return null;
  }
  if (value.members.length === 0) findings.add("listEmpty", path, value, { name });
  if (value.members.length > CONDITIONS_MAX) findings.add("listTooLong", path, value, { name, hint: String(CONDITIONS_MAX) });
  const keys: Record<string, readonly string[]> = {};
  for (const member of value.members.slice(0, CONDITIONS_MAX)) {
    const values = checkKey(findings, member, use, [...path, member.name]);
    if (values !== null) keys[member.name] = values;
  }
  return keys;
}

function checkKey(findings: Findings, { name, nameSpan, value }: JsonMember, use: OperatorUse, path: Part["path"]) {
  const key = findConditionKey(name);
  if (key === null) {
    if (name.startsWith(TAG_PREFIX)) findings.add("keyTag", path, nameSpan, { it: name });
    else findings.add("keyUnknown", path, nameSpan, { it: name, hint: nearest(name, CONDITION_KEY_NAMES) ?? "" });
    return null;
  }
  if (CONDITION_OPERATORS[use.name].type !== key.type) {
    findings.add("operatorNotForKey", path, nameSpan, { it: name, hint: operatorsFor(key.type).join(", ") });
    return null;
  }
  const values = textsOf(findings, { node: value, path, name }, VALUES_MAX, VALUE_CHARACTERS_MAX);
  for (const { text, path: at } of values) {
    const fault = faultOfValue(key, use, text.value);
    if (fault !== null) findings.add(fault, at, text, { it: text.value, hint: key.values?.join(", ") ?? "" });
  }
  return values.map(({ text }) => text.value);
}

/** A value that can never compare would make a Deny that never denies, unseen. */
function faultOfValue(key: ConditionKeyRow, use: OperatorUse, value: string): PolicyFaultCode | null {
  if (key.type === "truth") return value === "true" || value === "false" ? null : "valueNotTruth";
  if (key.type === "instant") return parseInstant(value) === null ? "valueNotInstant" : null;
  if (key.type === "address") return parseIpNetwork(value) === null ? "valueNotAddress" : null;
  const isWhole = use.name === "StringEquals" || use.name === "StringNotEquals";
  if (key.values !== undefined) {
    const fits = CONDITION_OPERATORS[use.name].toTest([value]);
    return key.values.some(fits) ? null : "valueUnknown";
  }
  if (key.hasNoAsterisk && hasWildcard(value) && !CONDITION_OPERATORS[use.name].takesWildcards) return "valueHasAsterisk";
  return key.isCaseless && isWhole && !HEX_ID_PATTERN.test(value.toLowerCase()) ? "valueNotUserId" : null;
}
