"use client";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useWorkplace } from "#components/shell/workplace";
import { queryOperation } from "#lib/console/browser-query";
import { keyQueries } from "#lib/console/query-keys";

const NONE: readonly string[] = [];

/** The tags that keys of the project have, to choose from. Where they cannot be had, the fields are typed in as ever. */
export function useTagSuggestions(): { readonly keys: readonly string[]; readonly valuesOf: (key: string) => readonly string[] } {
  const { project, mayDo } = useWorkplace();
  const { data } = useQuery({
    queryKey: keyQueries.projectTags(project.id),
    queryFn: async ({ signal }) => (await queryOperation("listProjectTags", project.id, {}, signal)).tags,
    enabled: mayDo.includes("listProjectTags"),
    staleTime: 30_000,
  });
  return useMemo(() => {
    const values = new Map((data ?? []).map((tag) => [tag.key, tag.values.filter((value) => value !== "")]));
    return { keys: [...values.keys()], valuesOf: (key) => values.get(key) ?? NONE };
  }, [data]);
}
