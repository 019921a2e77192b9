/** Tags to search by, as the wire gives them → as the store takes them: without values, any value does (api-reference §2.10). */
import type { InputOf } from "#lib/operations/catalog";
import type { TagCriterion } from "#lib/store/key-list/key-filter";

export function toCriteria(tags: NonNullable<InputOf<"searchByTags">["tags"]>): TagCriterion[] {
  return tags.map(({ key, values }) => ({ key, values: values ?? [] }));
}
