"use client";
import { useQuery } from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";
import { useWorkplace } from "#components/shell/workplace";
import { queryOperation } from "#lib/console/browser-query";
import { tagQueries } from "#lib/console/query-keys";

const NONE: readonly string[] = [];
const FRESH_MS = 60_000;

type Suggestions = {
  readonly keys: readonly string[];
  readonly valuesOf: (key: string) => readonly string[];
  /** For the fields' `onFocus`: nothing is read before somebody is about to enter a tag. */
  readonly load: () => void;
};

/** The tags that keys of the project have, to choose from. Where they cannot be had, the fields are typed in as ever. */
export function useTagSuggestions(): Suggestions {
  const { project, mayDo } = useWorkplace();
  const [isWanted, setWanted] = useState(false);
  const load = useCallback(() => setWanted(true), []);
  const { data } = useQuery({
    queryKey: tagQueries.ofProject(project.id),
    queryFn: async ({ signal }) => (await queryOperation("listProjectTags", project.id, {}, signal)).tags,
    enabled: isWanted && mayDo.includes("listProjectTags"),
    staleTime: FRESH_MS,
  });
  return useMemo(() => {
    const values = new Map((data ?? []).map((tag) => [tag.key, tag.values.filter((value) => value !== "")]));
    return { keys: [...values.keys()], valuesOf: (key) => values.get(key) ?? NONE, load };
  }, [data, load]);
}
