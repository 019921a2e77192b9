/**
 * Criteria of Search by Tag (guide §2.6.2): each a tag key with a value, or with none where any will do. Here the API's rules count,
 * so that tags made by programs are found too. `=` may stand in no tag, so it parts the two in the URL.
 */
import { hasTagCharacters, hasTagKeyLength, hasTagValueLength } from "#lib/domain/tag";
import { TAGS_PER_SEARCH } from "../inputs/tag-limits";

export type TagCriterion = { readonly key: string; readonly value: string };

const isSame = (one: TagCriterion, other: TagCriterion) => one.key === other.key && one.value === other.value;

export type CriterionFault = "nothing" | "keyWrong" | "valueWrong" | "repeated" | "full";

/** Why the criterion cannot be added to these; null where it can. */
export function criterionFault(added: TagCriterion, criteria: readonly TagCriterion[]): CriterionFault | null {
  if (added.key === "") return "nothing";
  if (!hasTagKeyLength(added.key) || !hasTagCharacters(added.key)) return "keyWrong";
  if (!hasTagValueLength(added.value) || !hasTagCharacters(added.value)) return "valueWrong";
  if (criteria.some((one) => isSame(one, added))) return "repeated";
  return criteria.length >= TAGS_PER_SEARCH ? "full" : null;
}

export function toParameter({ key, value }: TagCriterion): string {
  return value === "" ? key : `${key}=${value}`;
}

/** What of a URL's parameters is sound, each once. */
export function readParameters(parameters: readonly string[]): readonly TagCriterion[] {
  const criteria: TagCriterion[] = [];
  for (const parameter of parameters) {
    const [key = "", value = "", ...more] = parameter.split("=");
    if (more.length === 0 && criterionFault({ key, value }, criteria) === null) criteria.push({ key, value });
  }
  return criteria;
}

/** As the API takes them. */
export function toTagFilter(criteria: readonly TagCriterion[]): { key: string; values?: string[] }[] | undefined {
  if (criteria.length === 0) return undefined;
  return criteria.map(({ key, value }) => (value === "" ? { key } : { key, values: [value] }));
}
