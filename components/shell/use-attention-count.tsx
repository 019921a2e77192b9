"use client";
import { useQuery } from "@tanstack/react-query";
import { usePlace } from "#components/shell/workplace";
import { attentionOf } from "#lib/console/browser/overview/attention";
import { attentionInput } from "#lib/console/browser/overview/overview-input";
import { keyQueries, systemQueries } from "#lib/console/browser/queries/query-keys";
import { queryOperation } from "#lib/console/browser/queries/query-operation";

const FRESH_MS = 60_000;

/** How much of the project needs somebody, or null while nobody knows. */
export function useAttentionCount(): number | null {
  const { project, mayDo } = usePlace();
  const id = project?.id ?? "";
  const mayDescribe = mayDo.includes("describeSystem");
  const overview = useQuery({
    queryKey: keyQueries.attention(id),
    queryFn: ({ signal }) => queryOperation("describeOverview", id, attentionInput(mayDo), signal),
    staleTime: FRESH_MS,
    enabled: project !== null && mayDo.includes("describeOverview"),
  });
  const system = useQuery({
    queryKey: systemQueries.attention(id),
    queryFn: ({ signal }) => queryOperation("describeSystem", id, {}, signal),
    staleTime: FRESH_MS,
    enabled: project !== null && mayDescribe,
  });
  if (!overview.data || (mayDescribe && !system.data && !system.error)) return null;
  return attentionOf(overview.data, system.data).length;
}
