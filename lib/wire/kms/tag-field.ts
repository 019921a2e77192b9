/** Tags in requests: their schemas, and the refusals of their parts (guide Table 2-11; api-reference §2.10). */
import { z } from "zod";
import {
  hasTagCharacters,
  hasTagKeyLength,
  hasTagValueLength,
  SEARCH_TAGS_MAX,
  SEARCH_VALUES_MAX,
  TAG_KEY_MAX_CHARACTERS,
  TAG_LIST_MAX,
  TAG_VALUE_MAX_CHARACTERS,
} from "#lib/domain/tag";
import { optional, refused } from "../field";

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
const valueOrEmpty = z.codec(optional(tagValue), z.string(), { decode: (value) => value ?? "", encode: (value) => value });
export const tag = z.object({ key: tagKey, value: valueOrEmpty });

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
  .max(TAG_LIST_MAX, refused("tagListTooLong"))
  .refine((tags) => new Set(tags.map(({ key }) => key)).size === tags.length, refused("tagListInvalid"));

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
  .max(SEARCH_TAGS_MAX, refused("tagListTooLong"))
  .refine((tags) => countValues(tags) <= SEARCH_VALUES_MAX, refused("tagValuesTooMany"))
  .describe(`${SEARCH_VALUES_MAX} values in all at most`);

export const filterTagErrors = { tags: "tagListInvalid", "tags.key": "tagKeyInvalid", "tags.values": "tagValueInvalid" } as const;
