/**
 * Tags of keys (guide §2.6; api-reference §2.10). The console is narrower than the API: letters, digits, hyphens and underscores.
 */
import { characterCount, isStorable } from "./text";

export const TAG_KEY_MAX_CHARACTERS = 36;
export const TAG_VALUE_MAX_CHARACTERS = 43;

/** How many tags one call may name: more cannot be meant, and a key's quota is what counts. */
export const TAG_LIST_MAX = 1000;

/** How many pairs of key and value a page of the project's tags has at most, and where it is not said. */
export const TAG_PAGE_PAIRS = 1000;

/** Tag keys that one search may name. */
export const SEARCH_TAGS_MAX = 20;

/** Values that one search may name, of all its tags and parts of names together: each of them is looked for in every key. */
export const SEARCH_VALUES_MAX = 100;

export type Tag = { readonly key: string; readonly value: string };

/** Holds for a key that has this tag with one of the values; with any, where none is named. */
export type TagFilter = { readonly key: string; readonly values?: readonly string[] | undefined };

/** Whether every character may stand in a tag: anything but ASCII 0 to 31 and `* < > \ =`. */
export function hasTagCharacters(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the rule is about control characters.
  return isStorable(text) && !/[\u0000-\u001f*<>\\=]/.test(text);
}

export function hasTagKeyLength(text: string): boolean {
  return text.length > 0 && characterCount(text) <= TAG_KEY_MAX_CHARACTERS;
}

export function hasTagValueLength(text: string): boolean {
  return characterCount(text) <= TAG_VALUE_MAX_CHARACTERS;
}
