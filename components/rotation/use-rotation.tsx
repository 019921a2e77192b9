"use client";
import { useQuery } from "@tanstack/react-query";
import { useWorkplace } from "#components/shell/workplace";
import { keyQueries } from "#lib/console/browser/queries/query-keys";
import { queryOperation } from "#lib/console/browser/queries/query-operation";

/**
 * How a key is rotated; asked for once by whoever shows a part of it.
 * @param refetchInterval in ms, for the one part that asks again for all
 */
export function useRotation(keyId: string, refetchInterval: number | false = false) {
  const { project, mayDo } = useWorkplace();
  return useQuery({
    queryKey: keyQueries.rotation(project.id, keyId),
    queryFn: ({ signal }) => queryOperation("getKeyRotationStatus", project.id, { key_id: keyId }, signal),
    enabled: mayDo.includes("getKeyRotationStatus"),
    refetchInterval,
  });
}
