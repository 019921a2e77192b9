import { Inert } from "#components/traces/inert";
import type { ShownTrace } from "#lib/console/browser/traces/live-tail";
import { traceWords } from "#lib/console/words/traces/trace-words";

/** Who called: the name at that time, else the ID, else what can be said without either. */
export function CallerName({ trace, className }: { trace: ShownTrace; className?: string }) {
  const name = trace.user_name || trace.user_id;
  if (name !== "") return <Inert text={name} {...(className && { className })} />;
  return <span className={className}>{trace.user_type === "system" ? traceWords.nobody : traceWords.unknownCaller}</span>;
}
