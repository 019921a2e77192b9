/** Checks of a policy's parts that every part needs: objects with known members, lists of text. */

import type { PolicyFaultCode } from "./faults";
import type { Findings } from "./findings";
import type { JsonMember, JsonNode, JsonPath, JsonText } from "./json-tree";
import { nearest } from "./nearest";

/** Members that other services' policies have, with what to do instead. */
const FOREIGN_MEMBERS: ReadonlyMap<string, PolicyFaultCode> = new Map([
  ["notaction", "notAction"],
  ["notresource", "notResource"],
  ["principal", "principal"],
  ["notprincipal", "principal"],
] as const);

export type Part = { readonly node: JsonNode; readonly path: JsonPath; readonly name: string };

/** The known members of an object by name; null, and a fault, where it is no object. Whatever else it has is a fault. */
export function membersOf(findings: Findings, { node, path, name }: Part, known: readonly string[], required: readonly string[]) {
  if (node.kind !== "object") {
    findings.add("notObject", path, node, { name });
    return null;
  }
  const found = new Map<string, JsonMember>();
  for (const member of node.members) {
    if (findings.isFull) break;
    if (known.includes(member.name)) found.set(member.name, member);
    else refuseMember(findings, member, path, known);
  }
  // What is written in another case has been said already, and is not missing besides.
  const written = new Set(node.members.map((member) => member.name.toLowerCase()));
  for (const wanted of required) {
    if (!written.has(wanted.toLowerCase()))
      findings.add("memberMissing", path, { start: node.start, end: node.start + 1 }, { name: wanted });
  }
  return found;
}

function refuseMember(findings: Findings, { name, nameSpan }: JsonMember, path: JsonPath, known: readonly string[]): void {
  const at = [...path, name];
  const foreign = FOREIGN_MEMBERS.get(name.toLowerCase());
  const meant = known.find((candidate) => candidate.toLowerCase() === name.toLowerCase()) ?? nearest(name, known);
  if (foreign !== undefined) findings.add(foreign, at, nameSpan, { it: name });
  else if (meant !== null) findings.add("memberCase", at, nameSpan, { it: name, hint: meant });
  else findings.add("memberUnknown", at, nameSpan, { it: name, hint: known.join(", ") });
}

/** The texts of a list, those that are none left away with a fault. */
export function textsOf(
  findings: Findings,
  { node, path, name }: Part,
  most: number,
  longest: number,
): readonly { text: JsonText; path: JsonPath }[] {
  if (node.kind !== "array") {
    findings.add("notList", path, node, { name });
    return [];
  }
  if (node.items.length === 0) findings.add("listEmpty", path, node, { name });
  if (node.items.length > most) findings.add("listTooLong", path, node, { name, hint: String(most) });
  return node.items.slice(0, most).flatMap((item, index) => {
    const at = [...path, index];
    if (item.kind !== "text") findings.add("notText", at, item, { name: `An entry of ${name}` });
    else if (item.value.length > longest) findings.add("textTooLong", at, item, { it: item.value, hint: String(longest) });
    else return [{ text: item, path: at }];
    return [];
  });
}
