"use client";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useWorkplace } from "#components/shell/workplace";
import { principalQueries } from "#lib/console/browser/queries/query-keys";
import { queryOperation } from "#lib/console/browser/queries/query-operation";
import { PRINCIPAL_PATTERN } from "#lib/domain/grant";
import type { ReplyOf } from "#lib/wire/catalog";

export type Principal = ReplyOf<"describePrincipals">["principals"][number];
/** Ask for no more at once: the operation takes no more. */
const BATCH = 100;
const NOBODY: ReadonlyMap<string, Principal> = new Map();

/**
 * Who the IDs belong to, of the user's own account; undefined until it is known. Whoever is not in the answer is unknown here, or
 * belongs to another account.
 */
export function usePrincipals(ids: readonly string[]): ReadonlyMap<string, Principal> | undefined {
  const { project, mayDo } = useWorkplace();
  const wanted = useMemo(() => [...new Set(ids.filter((id) => PRINCIPAL_PATTERN.test(id)))].sort(), [ids]);
  const isAsked = wanted.length > 0 && mayDo.includes("describePrincipals");
  const { data } = useQuery({
    queryKey: principalQueries.described(project.id, wanted),
    queryFn: async ({ signal }) => {
      const found: Principal[] = [];
      for (let start = 0; start < wanted.length; start += BATCH) {
        const input = { ids: wanted.slice(start, start + BATCH) };
        found.push(...(await queryOperation("describePrincipals", project.id, input, signal)).principals);
      }
      return new Map(found.map((principal) => [principal.id, principal]));
    },
    enabled: isAsked,
    staleTime: 60_000,
  });
  return isAsked ? data : NOBODY;
}
