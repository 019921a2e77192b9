/** A policy's text laid out anew. Invariant: nothing but blanks between its parts changes, and text that is no JSON stays as it is. */
import { POLICY_DEPTH_MAX } from "#lib/domain/policy/faults";
import { scanJson } from "#lib/domain/policy/json-scan";
import type { JsonNode } from "#lib/domain/policy/json-tree";

/** @returns null where the text cannot be read, so that nothing of it is lost */
export function formatJson(text: string): string | null {
  const scanned = scanJson(text, POLICY_DEPTH_MAX);
  return "fault" in scanned ? null : write(text, scanned.root, "");
}

function write(text: string, node: JsonNode, indent: string): string {
  const inner = `${indent}  `;
  if (node.kind === "object") {
    const members = node.members.map(({ nameSpan, value }) => `${text.slice(nameSpan.start, nameSpan.end)}: ${write(text, value, inner)}`);
    return block("{", members, "}", indent);
  }
  if (node.kind === "array") {
    return block(
      "[",
      node.items.map((item) => write(text, item, inner)),
      "]",
      indent,
    );
  }
  return text.slice(node.start, node.end);
}

function block(open: string, parts: readonly string[], close: string, indent: string): string {
  if (parts.length === 0) return open + close;
  return `${open}\n${parts.map((part) => `${indent}  ${part}`).join(",\n")}\n${indent}${close}`;
}
