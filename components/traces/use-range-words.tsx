"use client";
import { useLocalTime } from "#components/ui/chart/use-local-time";
import type { TraceSearch } from "#lib/console/browser/traces/trace-search";
import { spanTime } from "#lib/console/words/traces/trace-times";
import { traceFilterWords } from "#lib/console/words/traces/trace-words";

/** Which time is looked at, in words. */
export function useRangeWords({ range, chosen }: Pick<TraceSearch, "range" | "chosen">): string {
  const isLocal = useLocalTime();
  if (chosen === null && typeof range === "string") return traceFilterWords.ranges[range];
  const { from, to } = chosen ?? (range as Exclude<TraceSearch["range"], string>);
  return spanTime(from, to, isLocal);
}
