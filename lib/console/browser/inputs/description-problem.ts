import { DESCRIPTION_MAX_CHARACTERS, isDescription } from "#lib/domain/alias";
import { characterCount } from "#lib/domain/text";
import { createWords } from "../../words/create-words";

/** What is wrong with a description; null where nothing is (guide §2.2). */
export function descriptionProblem(description: string): string | null {
  const length = characterCount(description);
  if (length > DESCRIPTION_MAX_CHARACTERS) return createWords.descriptionLong(length);
  return isDescription(description) ? null : createWords.descriptionUnstorable;
}
