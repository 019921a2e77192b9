/** What is wrong with an alias, each fault in its own words (guide §2.2). The same rules as `isCustomAlias`, which a test compares. */
import { ALIAS_MAX_CHARACTERS, ALIAS_PATTERN, DEFAULT_KEY_ALIAS_SUFFIX } from "#lib/domain/alias";
import { aliasWords } from "../../words/create-words";

const ALLOWED = /[a-zA-Z0-9:/_-]/;

/** Null where a custom key may bear the alias. */
export function aliasProblem(alias: string): string | null {
  if (alias === "") return aliasWords.missing;
  const characters = [...alias];
  const foreign = characters.find((character) => !ALLOWED.test(character));
  if (foreign !== undefined) return /\s/u.test(foreign) ? aliasWords.blank : aliasWords.character(foreign);
  if (characters.length > ALIAS_MAX_CHARACTERS) return aliasWords.long(characters.length);
  if (alias.endsWith(DEFAULT_KEY_ALIAS_SUFFIX)) return aliasWords.reserved;
  return ALIAS_PATTERN.test(alias) ? null : aliasWords.character(alias);
}
