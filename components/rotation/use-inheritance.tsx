"use client";
import { useQuery } from "@tanstack/react-query";
import { type Inheritable, nameOf } from "#components/rotation/inheritance-fields";
import { useWorkplace } from "#components/shell/workplace";
import { keyQueries } from "#lib/console/browser/queries/query-keys";
import { queryOperation } from "#lib/console/browser/queries/query-operation";
import { rotationWords } from "#lib/console/words/rotation-words";

/**
 * What a key has to hand on, and what of it is chosen.
 * @param rotationDays null where there is no policy
 * @param isUsable whether the new key can be used at once
 * @param left names of what is not taken over: a tick was taken away
 */
export function useInheritance(keyId: string, rotationDays: number | null, isUsable: boolean, left: readonly string[]) {
  const { project, mayDo } = useWorkplace();
  const query = useQuery({
    queryKey: keyQueries.inheritance(project.id, keyId),
    queryFn: async ({ signal }) => {
      const [tags, grants, aliases] = await Promise.all([
        mayDo.includes("listKeyTags") ? queryOperation("listKeyTags", project.id, { key_id: keyId }, signal) : null,
        mayDo.includes("listGrants") && isUsable ? queryOperation("listGrants", project.id, { key_id: keyId, limit: 1000 }, signal) : null,
        mayDo.includes("listAliases") ? queryOperation("listAliases", project.id, { key_id: keyId, limit: 100 }, signal) : null,
      ]);
      return { tags: tags?.tags ?? [], grants: grants?.grants ?? [], aliases: aliases?.aliases ?? [] };
    },
  });
  const { data } = query;
  const inheritables: Inheritable[] = data
    ? [
        ...(rotationDays === null ? [] : [{ kind: "policy" as const, id: "", label: rotationWords.policy(rotationDays) }]),
        ...(isUsable ? data.aliases.map(({ alias }) => ({ kind: "alias" as const, id: alias, label: rotationWords.alias(alias) })) : []),
        ...data.tags.map(({ key, value }) => ({ kind: "tag" as const, id: key, label: rotationWords.tag(key, value) })),
        ...data.grants.map((grant) => ({
          kind: "grant" as const,
          id: grant.grant_id,
          label: rotationWords.grant(grant.name, grant.grantee_principal_type, grant.grantee_principal),
        })),
      ]
    : [];
  const chosen = (kind: Inheritable["kind"]) =>
    inheritables.filter((one) => one.kind === kind && !left.includes(nameOf(one))).map(({ id }) => id);
  const hasAliasesToWait = !isUsable && (data?.aliases.length ?? 0) > 0;
  return { query, inheritables, chosen, hint: hasAliasesToWait ? rotationWords.aliasTooEarly : null };
}
