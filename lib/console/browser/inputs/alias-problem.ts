/** What is wrong with an alias, each fault in its own words (guide §2.2). The same rules as `isCustomAlias`, which a test compares. */
import { ALIAS_MAX_CHARACTERS, DEFAULT_KEY_ALIAS_SUFFIX } from "#lib/domain/alias";
import { aliasWords } from "../../words/create-words";

const ALLOWED = /[a-zA-Z0-9:/_-]/;
/** More characters than these are not named one by one. */
const NAMED = 3;

/** Null where a custom key may bear the alias; else all that is wrong with it. */
export function aliasProblem(alias: string): string | null {
  if (alias === "") return aliasWords.missing;
  const characters = [...alias];
  const foreign = [...new Set(characters.filter((character) => !ALLOWED.test(character)))];
  const seen = foreign.filter((character) => !/\s/u.test(character)).map(nameOf);
  const faults = [
    ...(seen.length < foreign.length ? [aliasWords.blank] : []),
    ...(seen.length > 0 ? [aliasWords.characters(seen.slice(0, NAMED), Math.max(seen.length - NAMED, 0))] : []),
    ...(characters.length > ALIAS_MAX_CHARACTERS ? [aliasWords.long(characters.length)] : []),
    ...(alias.endsWith(DEFAULT_KEY_ALIAS_SUFFIX) ? [aliasWords.reserved] : []),
  ];
  return faults.length > 0 ? faults.join(" ") : null;
}

/** A character that has no shape of its own is named by its code. */
function nameOf(character: string): string {
  if (!/[\p{C}\p{M}]/u.test(character)) return `“${character}”`;
  return aliasWords.unseen((character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0"));
}
