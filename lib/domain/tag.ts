/**
 * Tags of keys (guide §2.6; api-reference §2.10). The console is narrower than the API: letters, digits, hyphens and underscores.
 */
import { characterCount, isStorable } from "./text";

export const TAG_KEY_MAX_CHARACTERS = 36;
export const TAG_VALUE_MAX_CHARACTERS = 43;

export type Tag = { readonly key: string; readonly value: string };

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
