/** Tags of keys, and the search by them (api-reference §2.10). */

import { z } from "zod";
import type { KeyView } from "#lib/domain/key-view";
import { SEARCH_VALUES_MAX, TAG_PAGE_PAIRS, type Tag } from "#lib/domain/tag";
import { isStorable } from "#lib/domain/text";
import type { FoundKeys } from "#lib/operations/tag-operations";
import { textOrNull } from "../codec";
import { type DoorRow, noContent } from "../door-row";
import { keyById, optional, refused, wholeNumber } from "../field";
import { held } from "../held";
import { record, renamed } from "../record";
import { keyDetails } from "./key-details";
import { countValues, filterTagErrors, filterTags, tag, tagErrors, tagKey, tagList } from "./tag-field";

const tagReply = z.object({ key: z.string(), value: z.string() });

const matchList = z
  .array(
    z.object({
      key: z.literal("resource_name"),
      value: z
        .string(refused("matchValueNotText"))
        .refine((text) => text.length > 0 && text.length <= 255 && isStorable(text))
        .meta({ minLength: 1, maxLength: 255, description: "Part of the key's alias" }),
    }),
  )
  .max(SEARCH_VALUES_MAX, refused("matchesTooMany"));

/** Names are all that can be matched, so that inside there are only their parts. */
const matches = z.codec(matchList, held<readonly string[]>(), {
  decode: (list) => list.map(({ value }) => value),
  encode: (parts) => parts.map((value) => ({ key: "resource_name" as const, value })),
});

const search = z
  .object({
    action: z.enum(["filter", "count"]),
    tags: optional(filterTags),
    matches: optional(matches),
    limit: optional(wholeNumber(1, Number.MAX_SAFE_INTEGER)),
    offset: optional(wholeNumber(0, Number.MAX_SAFE_INTEGER)),
  })
  .refine((input) => countValues(input.tags) + (input.matches ?? []).length <= SEARCH_VALUES_MAX, {
    ...refused("matchesTooMany"),
    path: ["matches"],
  });

const foundBody = z.union([
  z.object({
    resources: z.array(
      z.object({
        resource_id: z.string(),
        resource_detail: keyDetails,
        resource_name: z.string(),
        tags: z.array(tagReply),
      }),
    ),
    total_count: z.number().int(),
  }),
  z.object({ total_count: z.number().int() }),
]);

/** ID and name of a key are said twice. */
const foundKeys = z.codec(foundBody, held<FoundKeys>(), {
  decode: (body) => ({
    found: "resources" in body ? body.resources.map(({ resource_detail: key, tags }) => ({ key: key as KeyView, tags })) : null,
    total: body.total_count,
  }),
  encode: ({ found, total }): z.output<typeof foundBody> => {
    if (found === null) return { total_count: total };
    const resources = found.map(({ key, tags }) => ({
      resource_id: key.id,
      resource_detail: key,
      resource_name: key.alias,
      tags: [...tags],
    }));
    return { resources, total_count: total };
  },
});

const tagsOfKeyBody = z.object({ tags: z.array(tagReply), sys_tags: z.array(tagReply), existTagsNum: z.number().int() });

/** Tags made by the system (`sys_tags`) do not exist here. */
const tagsOfKey = z.codec(tagsOfKeyBody, held<{ readonly tags: readonly Tag[] }>(), {
  decode: ({ tags }) => ({ tags }),
  encode: ({ tags }) => ({ tags: [...tags], sys_tags: [], existTagsNum: tags.length }),
});

export const tagDoor = {
  createKeyTag: {
    method: "POST",
    path: "/v1.0/:project_id/kms/:key_id/tags",
    status: 204,
    input: record({ key_id: keyById, tag }, { key_id: "key" }),
    fieldErrors: tagErrors,
    output: noContent,
    secretFields: [],
    refusals: ["tagKeyLength", "tagValueLength", "tagQuotaReached"],
    example: { tag: { key: "team", value: "payments" } },
  },
  deleteKeyTag: {
    method: "DELETE",
    path: "/v1.0/:project_id/kms/:key_id/tags/:key",
    status: 204,
    input: record({ key_id: keyById, key: tagKey }, { key_id: "key", key: "tagKey" }),
    fieldErrors: { key: "tagKeyInvalid" },
    output: noContent,
    secretFields: [],
    refusals: ["tagKeyLength", "tagNotFound"],
  },
  batchKeyTags: {
    method: "POST",
    path: "/v1.0/:project_id/kms/:key_id/tags/action",
    status: 204,
    input: record({ key_id: keyById, action: z.enum(["create", "delete"]), tags: tagList }, { key_id: "key" }),
    fieldErrors: tagErrors,
    output: noContent,
    secretFields: [],
    refusals: ["tagListEmpty", "tagListTooLong", "tagKeyLength", "tagValueLength", "tagQuotaReached"],
    example: { action: "create", tags: [{ key: "team", value: "payments" }] },
  },
  listKeyTags: {
    method: "GET",
    path: "/v1.0/:project_id/kms/:key_id/tags",
    input: record({ key_id: keyById }, { key_id: "key" }),
    output: tagsOfKey,
    secretFields: [],
  },
  listProjectTags: {
    method: "GET",
    path: "/v1.0/:project_id/kms/tags",
    input: record(
      {
        limit: optional(wholeNumber(1, Number.MAX_SAFE_INTEGER)).describe(
          `Pairs of key and value in a page; ${TAG_PAGE_PAIRS} at most, and where it is absent`,
        ),
        marker: optional(z.string().max(1024)).describe("`next_marker` of the page before; absent for the first page"),
      },
      { marker: "after" },
    ),
    fieldErrors: { marker: "tagMarkerInvalid" },
    output: record(
      {
        tags: z
          .array(z.object({ key: z.string(), values: z.array(z.string()) }))
          .describe("A key whose values go on is in the next page too"),
        next_marker: textOrNull.describe('Opaque, for `marker`; "" on the last page'),
      },
      { next_marker: "next" },
    ),
    secretFields: [],
    refusals: ["limitInvalid", "tagMarkerInvalid"],
  },
  suggestTags: {
    method: "POST",
    path: "/v1.0/:project_id/kms/suggest-tags",
    input: record(
      {
        key: optional(z.string().max(255).refine(isStorable)),
        text: optional(z.string().max(255).refine(isStorable)),
      },
      { key: "tagKey", text: "prefix" },
    ),
    output: record({ suggestions: z.array(z.string()), is_whole: z.boolean() }),
    secretFields: [],
    example: { key: "team", text: "pay" },
  },
  searchByTags: {
    method: "POST",
    path: "/v1.0/:project_id/kms/resource_instances/action",
    alsoAt: "/v1.0/:project_id/resource_instances/action",
    input: renamed(search, { matches: "nameParts" }),
    fieldErrors: {
      ...filterTagErrors,
      matches: "matchesInvalid",
      "matches.key": "matchKeyInvalid",
      "matches.value": "matchValueInvalid",
    },
    output: foundKeys,
    secretFields: [],
    refusals: ["tagListTooLong", "tagValuesTooMany", "matchesTooMany", "tagKeyLength", "tagValueLength"],
    example: { action: "filter", tags: [{ key: "team", values: ["payments"] }], limit: "10", offset: "0" },
  },
} as const satisfies Record<string, DoorRow>;
