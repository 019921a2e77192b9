/** Tags to search by, as callers give them → as the store takes them: without values, any value does (api-reference §2.10). */
import type { TagFilter } from "#lib/domain/tag";
import type { TagCriterion } from "#lib/store/key-list/key-filter";

export function toCriteria(tags: readonly TagFilter[]): TagCriterion[] {
  return tags.map(({ key, values }) => ({ key, values: values ?? [] }));
}
