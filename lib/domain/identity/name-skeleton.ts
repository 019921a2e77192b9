/**
 * What a name looks like: two names with the same skeleton can be taken for each other. It is that of Unicode's UTS #39 §4, after NFKC,
 * in which wide, styled and composed forms are one, and with each run of blanks as one, since that is how a page shows it.
 */
import { CONFUSABLES } from "./confusables";

/** @param name as `isIdentityName` lets it pass @returns to be compared with others of the same version of the table, and never shown */
export function toNameSkeleton(name: string): string {
  let skeleton = "";
  for (const character of name.normalize("NFKC").replace(/\s+/gu, " ").normalize("NFD"))
    skeleton += CONFUSABLES.get(character) ?? character;
  return skeleton.normalize("NFD");
}
