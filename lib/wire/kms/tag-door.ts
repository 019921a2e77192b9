/** Tags of keys, and the search by them (api-reference §2.10). */
import { z } from "zod";
import { isStorable } from "#lib/domain/text";
import { type DoorRow, noContent } from "../door-row";
import { keyId, optional, refused, wholeNumber } from "../field";
import { keyDetails } from "./key-details";
import { countValues, filterTagErrors, filterTags, SEARCH_VALUES_MAX, tag, tagErrors, tagKey, tagList } from "./tag-field";

const tagReply = z.object({ key: z.string(), value: z.string() });

const matches = z
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

/** How many pairs of key and value a page of the project's tags has at most, and where it is not said. */
export const TAG_PAGE_PAIRS = 1000;

export const tagDoor = {
  createKeyTag: {
    method: "POST",
    path: "/v1.0/:project_id/kms/:key_id/tags",
    status: 204,
    input: z.object({ key_id: keyId, tag }),
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
    input: z.object({ key_id: keyId, key: tagKey }),
    fieldErrors: { key: "tagKeyInvalid" },
    output: noContent,
    secretFields: [],
    refusals: ["tagKeyLength", "tagNotFound"],
  },
  batchKeyTags: {
    method: "POST",
    path: "/v1.0/:project_id/kms/:key_id/tags/action",
    status: 204,
    input: z.object({ key_id: keyId, action: z.enum(["create", "delete"]), tags: tagList }),
    fieldErrors: tagErrors,
    output: noContent,
    secretFields: [],
    refusals: ["tagListEmpty", "tagListTooLong", "tagKeyLength", "tagValueLength", "tagQuotaReached"],
    example: { action: "create", tags: [{ key: "team", value: "payments" }] },
  },
  listKeyTags: {
    method: "GET",
    path: "/v1.0/:project_id/kms/:key_id/tags",
    input: z.object({ key_id: keyId }),
    output: z.object({ tags: z.array(tagReply), sys_tags: z.array(tagReply), existTagsNum: z.number().int() }),
    secretFields: [],
  },
  listProjectTags: {
    method: "GET",
    path: "/v1.0/:project_id/kms/tags",
    input: z.object({
      limit: optional(wholeNumber(1, Number.MAX_SAFE_INTEGER)).describe(
        `Pairs of key and value in a page; ${TAG_PAGE_PAIRS} at most, and where it is absent`,
      ),
      marker: optional(z.string().max(1024)).describe("`next_marker` of the page before; absent for the first page"),
    }),
    fieldErrors: { marker: "tagMarkerInvalid" },
    output: z.object({
      tags: z
        .array(z.object({ key: z.string(), values: z.array(z.string()) }))
        .describe("A key whose values go on is in the next page too"),
      next_marker: z.string().describe('Opaque, for `marker`; "" on the last page'),
    }),
    secretFields: [],
    refusals: ["limitInvalid", "tagMarkerInvalid"],
  },
  suggestTags: {
    method: "POST",
    path: "/v1.0/:project_id/kms/suggest-tags",
    input: z.object({
      /** Values of this tag key are wanted; absent, tag keys are. */
      key: optional(z.string().max(255).refine(isStorable)),
      /** What they begin with. */
      text: optional(z.string().max(255).refine(isStorable)),
    }),
    output: z.object({
      /** In order, at most 200. */
      suggestions: z.array(z.string()),
      /** False where there are more. */
      is_whole: z.boolean(),
    }),
    secretFields: [],
    example: { key: "team", text: "pay" },
  },
  searchByTags: {
    method: "POST",
    path: "/v1.0/:project_id/kms/resource_instances/action",
    alsoAt: "/v1.0/:project_id/resource_instances/action",
    input: z
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
      }),
    fieldErrors: {
      ...filterTagErrors,
      matches: "matchesInvalid",
      "matches.key": "matchKeyInvalid",
      "matches.value": "matchValueInvalid",
    },
    output: z.union([
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
    ]),
    secretFields: [],
    refusals: ["tagListTooLong", "tagValuesTooMany", "matchesTooMany", "tagKeyLength", "tagValueLength"],
    example: { action: "filter", tags: [{ key: "team", values: ["payments"] }], limit: "10", offset: "0" },
  },
} as const satisfies Record<string, DoorRow>;
