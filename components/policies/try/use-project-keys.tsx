"use client";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { ApiFailure } from "#lib/console/api-failure";
import { tryQueries } from "#lib/console/browser/queries/query-keys";
import { queryOperation } from "#lib/console/browser/queries/query-operation";

type Key = { readonly id: string; readonly aliases: readonly string[] };

const NONE: readonly Key[] = [];
/** To choose from: typing narrows them. */
const FOUND = 50;
const FRESH_MS = 30_000;

/**
 * Keys of a project by what is typed of their alias or ID, as far as one may see them oneself: who manages people need not see keys.
 * @param projectId "" for none yet
 */
export function useProjectKeys(projectId: string, typed: string) {
  const search = typed.trim();
  const { data, error, isFetching } = useQuery({
    queryKey: tryQueries.keys(projectId, search),
    queryFn: ({ signal }) => queryOperation("searchKeys", projectId, { limit: FOUND, ...(search !== "" && { search }) }, signal),
    enabled: projectId !== "",
    staleTime: FRESH_MS,
    placeholderData: (before) => before,
  });
  const found = useMemo(() => data?.keys.map((key) => ({ id: key.key_id, aliases: [key.key_alias] })) ?? NONE, [data]);
  const isUnseen = error instanceof ApiFailure && [403, 404].includes(error.failure.status);
  return { found: isUnseen ? NONE : found, isUnseen, isWaiting: isFetching };
}
