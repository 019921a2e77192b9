import { Mark } from "#components/patterns/mark";
import { rightsWords } from "#lib/console/words/policies/try-words";
import type { Right } from "#lib/domain/policy/rights";

/** Whether something is allowed: for every key, for certain keys, or not at all. */
export function RightMark({ right }: { right: Right | null }) {
  if (right === null) {
    return (
      <span className="state muted">
        <Mark shape="disabled" tone="plain" />
        {rightsWords.none}
      </span>
    );
  }
  return (
    <span className="state">
      <Mark shape={right === "all" ? "ok" : "note"} tone={right === "all" ? "positive" : "plain"} />
      {right === "all" ? rightsWords.all : rightsWords.some}
    </span>
  );
}
