"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useWorkplace } from "#components/shell/workplace";
import { keyQueries } from "#lib/console/browser/queries/query-keys";
import { queryOperation } from "#lib/console/browser/queries/query-operation";

/** Figures go on while they are looked at. */
const LIVE_MS = 5_000;

/** Who called a key lately, and what a shadow has met, live. */
export function useCallers(keyId: string, days: number) {
  const { project, mayDo } = useWorkplace();
  return useQuery({
    queryKey: keyQueries.callers(project.id, keyId, days),
    queryFn: ({ signal }) => queryOperation("listKeyCallers", project.id, { key_id: keyId, days }, signal),
    enabled: mayDo.includes("listKeyCallers"),
    refetchInterval: LIVE_MS,
    placeholderData: keepPreviousData,
  });
}
