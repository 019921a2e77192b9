import { tagWords } from "../../words/tag-words";
import { criterionFault, type TagCriterion } from "../search/tag-criteria";
import { TAGS_PER_SEARCH } from "./tag-limits";

/** Why the criterion cannot be added to these, in words, at the field that it is about; null where it can. */
export function criterionProblem(added: TagCriterion, criteria: readonly TagCriterion[]): { key?: string; value?: string } | null {
  const fault = criterionFault(added, criteria);
  if (fault === null) return null;
  if (fault === "valueWrong") return { value: tagWords.search.valueWrong };
  return { key: fault === "full" ? tagWords.search.full(TAGS_PER_SEARCH) : tagWords.search[fault] };
}
