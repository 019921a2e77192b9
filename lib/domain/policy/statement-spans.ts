/** Where the statements of a policy stand in its text, so that the editor can show the one by which something was decided. */
import { POLICY_DEPTH_MAX } from "./faults";
import { scanJson } from "./json-scan";
import type { Span } from "./json-tree";

/** By the statements' numbers; none where the text is no policy. */
export function statementSpans(text: string): readonly Span[] {
  const scanned = scanJson(text, POLICY_DEPTH_MAX);
  if ("fault" in scanned || scanned.root.kind !== "object") return [];
  const statements = scanned.root.members.find(({ name }) => name === "Statement")?.value;
  return statements?.kind === "array" ? statements.items.map(({ start, end }) => ({ start, end })) : [];
}
