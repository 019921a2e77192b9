"use client";
import { useQuery } from "@tanstack/react-query";
import { useRotation } from "#components/rotation/use-rotation";
import { useWorkplace } from "#components/shell/workplace";
import { listAllGrants } from "#lib/console/browser/queries/list-all-grants";
import { keyQueries } from "#lib/console/browser/queries/query-keys";
import { queryOperation } from "#lib/console/browser/queries/query-operation";
import type { KeyDetails } from "#lib/wire/kms/key-details";

/** What somebody else does to a key is seen within 10 seconds. */
export const KEY_REFRESH_MS = 8_000;

/** How many tags, grants and versions a key has, by the id of their tab; a number that is not known is absent. The tabs use what is asked here. */
export function useBelongings(item: KeyDetails): Readonly<Partial<Record<string, number>>> {
  const { project, mayDo } = useWorkplace();
  const tags = useQuery({
    queryKey: keyQueries.tags(project.id, item.key_id),
    queryFn: async ({ signal }) => (await queryOperation("listKeyTags", project.id, { key_id: item.key_id }, signal)).tags,
    enabled: mayDo.includes("listKeyTags"),
    refetchInterval: KEY_REFRESH_MS,
  });
  const grants = useQuery({
    queryKey: keyQueries.grants(project.id, item.key_id),
    queryFn: ({ signal }) => listAllGrants(project.id, item.key_id, signal),
    enabled: mayDo.includes("listGrants"),
    refetchInterval: KEY_REFRESH_MS,
  });
  const { data: rotation } = useRotation(item.key_id, KEY_REFRESH_MS);
  return {
    ...(tags.data && { tags: tags.data.length }),
    ...(grants.data && { grants: grants.data.length }),
    ...(rotation && { versions: rotation.key_materials.length }),
  };
}
