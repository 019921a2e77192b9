"use client";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useWorkplace } from "#components/shell/workplace";
import { tagQueries } from "#lib/console/browser/queries/query-keys";
import { queryOperation } from "#lib/console/browser/queries/query-operation";
import type { RequestOf } from "#lib/wire/catalog";

const NONE: readonly string[] = [];
const FRESH_MS = 60_000;

/**
 * Tag keys of the project's keys, or values of one, to choose from. Where they are too many to be had at once, those that begin as `text`
 * does, never those of what was typed or chosen before; where they cannot be had, none: the field is typed in as ever.
 * @param valuesOf the tag key whose values are wanted; null for tag keys
 */
export function useTagSuggestions(valuesOf: string | null, text: string, isWanted: boolean): readonly string[] {
  const { project, mayDo } = useWorkplace();
  const isEnabled = isWanted && valuesOf !== "" && mayDo.includes("suggestTags");
  const of = valuesOf === null ? {} : { key: valuesOf };
  const options = (input: RequestOf<"suggestTags">) => ({
    queryKey: tagQueries.suggested(project.id, input),
    queryFn: ({ signal }: { signal: AbortSignal }) => queryOperation("suggestTags", project.id, input, signal),
    staleTime: FRESH_MS,
  });
  const all = useQuery({ ...options(of), enabled: isEnabled });
  const narrowed = useQuery({
    ...options({ ...of, text }),
    enabled: isEnabled && all.data?.is_whole === false && text !== "",
  });
  const found = (all.data?.is_whole === false && text !== "" ? narrowed.data : undefined) ?? all.data;
  return useMemo(() => found?.suggestions.filter((one) => one !== "") ?? NONE, [found]);
}
