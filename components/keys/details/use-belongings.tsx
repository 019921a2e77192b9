"use client";
import { useQuery } from "@tanstack/react-query";
import { useRotation } from "#components/rotation/use-rotation";
import { useWorkplace } from "#components/shell/workplace";
import { listAllGrants } from "#lib/console/browser/queries/list-all-grants";
import { keyQueries } from "#lib/console/browser/queries/query-keys";
import { queryOperation } from "#lib/console/browser/queries/query-operation";
import type { KeyDetails } from "#lib/wire/kms/key-details";

/** How many tags, grants and versions a key has, by the id of their tab; a number that is not known is absent. The tabs use what is asked here. */
export function useBelongings(item: KeyDetails): Readonly<Partial<Record<string, number>>> {
  const { project, mayDo } = useWorkplace();
  const tags = useQuery({
    queryKey: keyQueries.tags(project.id, item.key_id),
    queryFn: async ({ signal }) => (await queryOperation("listKeyTags", project.id, { key_id: item.key_id }, signal)).tags,
    enabled: mayDo.includes("listKeyTags"),
  });
  const grants = useQuery({
    queryKey: keyQueries.grants(project.id, item.key_id),
    queryFn: ({ signal }) => listAllGrants(project.id, item.key_id, signal),
    enabled: mayDo.includes("listGrants"),
  });
  const rotation = useRotation(item.key_id);
  return {
    ...(rotation.data && { versions: rotation.data.key_materials.length }),
    ...(tags.data && { tags: tags.data.length }),
    ...(grants.data && { grants: grants.data.length }),
  };
}
