import { Mark, type MarkShape, type MarkTone } from "#components/patterns/mark";
import type { TraceOutcome as Outcome } from "#lib/domain/trace";

const MARKS = {
  normal: ["dot", "plain"],
  warning: ["caution", "caution"],
  incident: ["danger", "danger"],
} as const satisfies Record<Outcome, readonly [MarkShape, MarkTone]>;

/** How a call ended: a mark of its own shape, then the API's word. */
export function TraceOutcome({ outcome }: { outcome: Outcome }) {
  const [shape, tone] = MARKS[outcome];
  return (
    <span className="state">
      <Mark shape={shape} tone={tone} />
      {outcome}
    </span>
  );
}
