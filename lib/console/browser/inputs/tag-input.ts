/**
 * Tags as they are entered in the console, by the guide's Table 2-11. It is narrower than the API, so that what is entered here can
 * be typed again anywhere; tags that came over the API may hold more and are shown as they are.
 */
import { hasTagCharacters, TAG_KEY_MAX_CHARACTERS, TAG_VALUE_MAX_CHARACTERS } from "#lib/domain/tag";
import { characterCount } from "#lib/domain/text";
import { tagWords } from "../../words/tag-words";

/** A row of a form; the ID tells rows with equal texts apart. */
export type TagDraft = { readonly id: number; readonly key: string; readonly value: string };
export type TagProblem = { readonly key?: string; readonly value?: string };

export function isBlank({ key, value }: Pick<TagDraft, "key" | "value">): boolean {
  return key === "" && value === "";
}

/** What is wrong with a value; null where it is sound. */
export function valueProblem(value: string): string | null {
  if (characterCount(value) > TAG_VALUE_MAX_CHARACTERS) return tagWords.problems.valueTooLong;
  return /^[\w-]*$/.test(value) ? null : tagWords.problems.valueCharacters;
}

/**
 * What is wrong with each row, by its ID; empty when all are sound.
 * @param taken tag keys that the key has already
 * @param isFinal also what is still missing counts: the form is being sent
 */
export function tagProblems(drafts: readonly TagDraft[], taken: readonly string[], isFinal: boolean): ReadonlyMap<number, TagProblem> {
  return problemsBy(drafts, (key, earlier) => keyProblem(key, taken, earlier, isFinal));
}

/** The same for tags that are to be removed: whatever tag key the API takes can be. */
export function removalProblems(drafts: readonly TagDraft[], isFinal: boolean): ReadonlyMap<number, TagProblem> {
  const { problems } = tagWords;
  return problemsBy(drafts, (key, earlier) => {
    if (key === "") return isFinal ? problems.keyMissing : null;
    if (characterCount(key) > TAG_KEY_MAX_CHARACTERS) return problems.keyTooLong;
    if (!hasTagCharacters(key)) return tagWords.search.keyWrong;
    return earlier.has(key) ? problems.repeated : null;
  });
}

function problemsBy(
  drafts: readonly TagDraft[],
  problemOf: (key: string, earlier: ReadonlySet<string>) => string | null,
): ReadonlyMap<number, TagProblem> {
  const found = new Map<number, TagProblem>();
  const earlier = new Set<string>();
  for (const { id, key, value } of drafts) {
    const problem = { key: problemOf(key, earlier) ?? undefined, value: valueProblem(value) ?? undefined };
    if (problem.key !== undefined || problem.value !== undefined) found.set(id, problem);
    earlier.add(key);
  }
  return found;
}

function keyProblem(key: string, taken: readonly string[], earlier: ReadonlySet<string>, isFinal: boolean): string | null {
  const { problems } = tagWords;
  if (key === "") return isFinal ? problems.keyMissing : null;
  if (characterCount(key) > TAG_KEY_MAX_CHARACTERS) return problems.keyTooLong;
  if (!/^[\w-]+$/.test(key)) return problems.keyCharacters;
  if (earlier.has(key)) return problems.repeated;
  return taken.includes(key) ? problems.taken : null;
}
