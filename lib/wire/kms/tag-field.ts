/** Tags in requests: their schemas, and the refusals of their parts (guide Table 2-11; api-reference §2.10). */
import { z } from "zod";
import { hasTagCharacters, hasTagKeyLength, hasTagValueLength, TAG_KEY_MAX_CHARACTERS, TAG_VALUE_MAX_CHARACTERS } from "#lib/domain/tag";
import { optional, refused } from "../field";

/** More in one list cannot be meant; a key's quota is what counts. */
export const LIST_MAX = 1000;

const CHARACTERS = "Any characters but control characters and `* < > \\ =`";
export const tagKey = z
  .string(refused("tagKeyNotText"))
  .refine(hasTagKeyLength, refused("tagKeyLength"))
  .refine(hasTagCharacters, refused("tagKeyInvalid"))
  .meta({ minLength: 1, maxLength: TAG_KEY_MAX_CHARACTERS, description: CHARACTERS });
const tagValue = z
  .string(refused("tagValueNotText"))
  .refine(hasTagValueLength, refused("tagValueLength"))
  .refine(hasTagCharacters, refused("tagValueInvalid"))
  .meta({ maxLength: TAG_VALUE_MAX_CHARACTERS, description: CHARACTERS });
/** An absent value is the empty one (guide Table 2-11: "This parameter can be empty"). */
export const tag = z.object({ key: tagKey, value: optional(tagValue).transform((value) => value ?? "") });

/** Errors of a tag's parts, wherever it stands. */
export const tagErrors = {
  tag: "tagsInvalid",
  "tag.key": "tagKeyInvalid",
  "tag.value": "tagValueInvalid",
  tags: "tagListInvalid",
  "tags.key": "tagKeyInvalid",
  "tags.value": "tagValueInvalid",
} as const;

/** Tags of which each key is given once. */
export const tagList = z
  .array(tag)
  .min(1, refused("tagListEmpty"))
  .max(LIST_MAX, refused("tagListTooLong"))
  .refine((tags) => new Set(tags.map(({ key }) => key)).size === tags.length, refused("tagListInvalid"));

/** Values that one search may name, of all its tags and matches together: each of them is looked for in every key. */
export const SEARCH_VALUES_MAX = 100;

/** How many values a search names. */
export function countValues(tags: readonly { readonly values?: readonly string[] | undefined }[] = []): number {
  return tags.reduce((count, { values = [] }) => count + values.length, 0);
}

/** Several tags all hold; of several values one does; no values mean any. */
export const filterTags = z
  .array(
    z.object({
      key: tagKey,
      values: optional(z.array(tagValue, refused("tagValuesNotList")).max(SEARCH_VALUES_MAX, refused("tagValuesTooMany"))),
    }),
  )
  .max(20, refused("tagListTooLong"))
  .refine((tags) => countValues(tags) <= SEARCH_VALUES_MAX, refused("tagValuesTooMany"))
  .describe(`${SEARCH_VALUES_MAX} values in all at most`);

export const filterTagErrors = { tags: "tagListInvalid", "tags.key": "tagKeyInvalid", "tags.values": "tagValueInvalid" } as const;
