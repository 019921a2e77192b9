/** Alias and description rules (user guide §2.2; api-reference §2.1). */
import { characterCount, isStorable } from "./text";

export const ALIAS_MAX_CHARACTERS = 255;
export const DESCRIPTION_MAX_CHARACTERS = 255;

export const ALIAS_PATTERN = /^[a-zA-Z0-9:/_-]{1,255}$/;

/** Aliases of default master keys end so; custom keys must not (guide §2.2 Constraints). */
export const DEFAULT_KEY_ALIAS_SUFFIX = "/default";

/** Whether a custom key may bear this alias. */
export function isCustomAlias(alias: string): boolean {
  return ALIAS_PATTERN.test(alias) && !alias.endsWith(DEFAULT_KEY_ALIAS_SUFFIX);
}

/** Whether this is a valid description: 0 to 255 characters of storable text. */
export function isDescription(description: string): boolean {
  return isStorable(description) && characterCount(description) <= DESCRIPTION_MAX_CHARACTERS;
}
