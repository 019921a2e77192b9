/**
 * From text, or from JSON that a door has read already, to a policy. Invariant: there is one check for both; what has a fault anywhere is
 * no policy, and nothing of it counts.
 */
import { characterCount } from "../text";
import { faultOfAction } from "./action";
import { checkCondition } from "./check-condition";
import { membersOf, type Part, textsOf } from "./check-shape";
import {
  ACTION_CHARACTERS_MAX,
  ACTIONS_MAX,
  brief,
  POLICY_CHARACTERS_MAX,
  POLICY_DEPTH_MAX,
  POLICY_TEXT_MAX,
  type PolicyFault,
  quote,
  RESOURCE_CHARACTERS_MAX,
  RESOURCES_MAX,
  STATEMENTS_MAX,
} from "./faults";
import { Findings } from "./findings";
import { scanJson } from "./json-scan";
import type { JsonMember, JsonNode, JsonPath } from "./json-tree";
import { POLICY_VERSION, type PolicyCondition, type PolicyDocument, type PolicyEffect, type PolicyStatement } from "./policy-document";
import { isResource, parseResource } from "./resource";

export type ParsedPolicy =
  | { readonly policy: PolicyDocument; readonly faults: readonly [] }
  | { readonly policy: null; readonly faults: readonly [PolicyFault, ...PolicyFault[]] };

const EFFECTS: readonly PolicyEffect[] = ["Allow", "Deny"];

/** The policy that a text is, or what is wrong with it, in the order of the text as far as it goes. */
export function parsePolicy(text: string): ParsedPolicy {
  const findings = new Findings(text);
  const whole = { start: 0, end: text.length };
  if (text.length > POLICY_TEXT_MAX) {
    findings.add("policyTooLong", [], whole, { hint: `more than ${POLICY_TEXT_MAX.toLocaleString("en")}` });
    return outcome(findings, null);
  }
  const scanned = scanJson(text, POLICY_DEPTH_MAX);
  if ("fault" in scanned) {
    const { code, detail } = scanned.fault;
    findings.add(code, [], scanned.fault, code === "memberTwice" ? { it: detail } : { name: "A text", hint: detail });
    return outcome(findings, null);
  }
  const policy = checkPolicy(findings, scanned.root);
  if (policy !== null && findings.faults.length === 0) {
    const length = characterCount(JSON.stringify(policy));
    if (length > POLICY_CHARACTERS_MAX) findings.add("policyTooLong", [], whole, { hint: length.toLocaleString("en") });
  }
  return outcome(findings, policy);
}

/** The same for JSON that has been read; places are those in `JSON.stringify(value)`. */
export function parsePolicyValue(value: unknown): ParsedPolicy {
  let text: string;
  try {
    text = JSON.stringify(value) ?? "";
  } catch {
    // So deep that it cannot even be written.
    const findings = new Findings("");
    findings.add("jsonTooDeep", [], { start: 0, end: 0 }, { hint: String(POLICY_DEPTH_MAX) });
    return outcome(findings, null);
  }
  return parsePolicy(text);
}

function outcome(findings: Findings, policy: PolicyDocument | null): ParsedPolicy {
  const [first, ...more] = findings.faults;
  if (first !== undefined) return { policy: null, faults: [first, ...more] };
  if (policy === null) throw new Error("a policy was refused without a fault");
  return { policy, faults: [] };
}

function checkPolicy(findings: Findings, node: JsonNode): PolicyDocument | null {
  const members = membersOf(findings, { node, path: [], name: "A policy" }, ["Version", "Statement"], ["Version", "Statement"]);
  const version = members?.get("Version");
  if (version !== undefined && !isText(version, POLICY_VERSION)) {
    findings.add("versionWrong", ["Version"], version.value, { name: written(version.value) });
  }
  const statements = members?.get("Statement")?.value;
  if (statements === undefined) return null;
  return { Version: POLICY_VERSION, Statement: checkStatements(findings, statements) };
}

function checkStatements(findings: Findings, node: JsonNode): PolicyStatement[] {
  const path = ["Statement"];
  if (node.kind !== "array") {
    findings.add("notList", path, node, { name: "Statement" });
    return [];
  }
  if (node.items.length === 0) findings.add("listEmpty", path, node, { name: "Statement" });
  if (node.items.length > STATEMENTS_MAX) findings.add("statementsTooMany", path, node, { hint: String(node.items.length) });
  const statements: PolicyStatement[] = [];
  for (const [index, item] of node.items.slice(0, STATEMENTS_MAX).entries()) {
    if (findings.isFull) break;
    const statement = checkStatement(findings, { node: item, path: [...path, index], name: "A statement" });
    if (statement !== null) statements.push(statement);
  }
  return statements;
}

function checkStatement(findings: Findings, part: Part): PolicyStatement | null {
  const members = membersOf(findings, part, ["Effect", "Action", "Resource", "Condition"], ["Effect", "Action"]);
  if (members === null) return null;
  const effect = members.get("Effect");
  if (effect !== undefined && !EFFECTS.some((known) => isText(effect, known))) {
    findings.add("effectWrong", [...part.path, "Effect"], effect.value, { name: written(effect.value) });
  }
  const actions = checkActions(findings, members.get("Action"), part.path);
  const resources = checkResources(findings, members.get("Resource"), part.path);
  const condition = members.get("Condition");
  const checked: { Effect: PolicyEffect; Action: readonly string[]; Resource?: readonly string[]; Condition?: PolicyCondition } = {
    Effect: effect !== undefined && isText(effect, "Allow") ? "Allow" : "Deny",
    Action: actions,
  };
  if (resources !== null) checked.Resource = resources;
  if (condition !== undefined) {
    checked.Condition = checkCondition(findings, { node: condition.value, path: [...part.path, "Condition"], name: "Condition" });
  }
  return checked;
}

function checkActions(findings: Findings, member: JsonMember | undefined, above: JsonPath): string[] {
  if (member === undefined) return [];
  const part = { node: member.value, path: [...above, "Action"], name: "Action" };
  return textsOf(findings, part, ACTIONS_MAX, ACTION_CHARACTERS_MAX).map(({ text, path }) => {
    const fault = faultOfAction(text.value);
    if (fault !== null) findings.add(fault.code, path, text, { it: text.value, hint: brief(fault.detail) });
    return text.value;
  });
}

function checkResources(findings: Findings, member: JsonMember | undefined, above: JsonPath): string[] | null {
  if (member === undefined) return null;
  const part = { node: member.value, path: [...above, "Resource"], name: "Resource" };
  return textsOf(findings, part, RESOURCES_MAX, RESOURCE_CHARACTERS_MAX).map(({ text, path }) => {
    const parsed = parseResource(text.value);
    if (!isResource(parsed)) findings.add(parsed.code, path, text, { it: text.value, hint: brief(parsed.detail) });
    return text.value;
  });
}

function isText({ value }: JsonMember, wanted: string): boolean {
  return value.kind === "text" && value.value === wanted;
}

/** A value as a sentence may name it. */
function written(node: JsonNode): string {
  if (node.kind === "text") return quote(node.value);
  if (node.kind === "literal") return brief(node.written);
  return node.kind === "array" ? "a list" : "an object";
}
