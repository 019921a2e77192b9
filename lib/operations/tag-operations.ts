/** Tags of keys, and the search by them (api-reference §2.10). */
import { z } from "zod";
import { isStorable } from "#lib/domain/text";
import { keyId, optional, refused, wholeNumber } from "./field";
import { keyDetails } from "./key-details";
import { ANY_STATE, EDITABLE, noContent, type OperationRow } from "./operation";
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

export const tagOperations = {
  createKeyTag: {
    method: "POST",
    path: "/v1.0/:project_id/kms/:key_id/tags",
    status: 204,
    traceName: "createKeyTag",
    permission: "kms:cmkTag:create",
    subject: "key",
    allowedStates: EDITABLE,
    defaultKeys: false,
    input: z.object({ key_id: keyId, tag }),
    fieldErrors: tagErrors,
    output: noContent,
    secretFields: [],
    refusals: ["tagKeyLength", "tagValueLength", "tagQuotaReached"],
    example: { tag: { key: "team", value: "payments" } },
    summary: "Add a tag to a key, or change its value",
  },
  deleteKeyTag: {
    method: "DELETE",
    path: "/v1.0/:project_id/kms/:key_id/tags/:key",
    status: 204,
    traceName: "deleteKeyTag",
    permission: "kms:cmkTag:delete",
    subject: "key",
    allowedStates: EDITABLE,
    defaultKeys: false,
    input: z.object({ key_id: keyId, key: tagKey }),
    fieldErrors: { key: "tagKeyInvalid" },
    output: noContent,
    secretFields: [],
    refusals: ["tagKeyLength", "tagNotFound"],
    summary: "Delete a tag of a key",
  },
  batchKeyTags: {
    method: "POST",
    path: "/v1.0/:project_id/kms/:key_id/tags/action",
    status: 204,
    traceName: "batchCreateKeyTags",
    traceNameBy: { field: "action", names: { create: "batchCreateKeyTags", delete: "batchDeleteKeyTags" } },
    permission: "kms:cmkTag:batch",
    subject: "key",
    allowedStates: EDITABLE,
    defaultKeys: false,
    input: z.object({ key_id: keyId, action: z.enum(["create", "delete"]), tags: tagList }),
    fieldErrors: tagErrors,
    output: noContent,
    secretFields: [],
    refusals: ["tagListEmpty", "tagListTooLong", "tagKeyLength", "tagValueLength", "tagQuotaReached"],
    example: { action: "create", tags: [{ key: "team", value: "payments" }] },
    summary: "Add or delete several tags of a key: all of them or none",
  },
  listKeyTags: {
    method: "GET",
    path: "/v1.0/:project_id/kms/:key_id/tags",
    traceName: null,
    permission: "kms:cmkTag:list",
    subject: "key",
    allowedStates: ANY_STATE,
    defaultKeys: true,
    input: z.object({ key_id: keyId }),
    output: z.object({ tags: z.array(tagReply), sys_tags: z.array(tagReply), existTagsNum: z.number().int() }),
    secretFields: [],
    summary: "List the tags of a key",
  },
  listProjectTags: {
    method: "GET",
    path: "/v1.0/:project_id/kms/tags",
    traceName: null,
    permission: "kms:cmkTag:list",
    subject: "project",
    allowedStates: ANY_STATE,
    defaultKeys: true,
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
    summary: "List all tags of the project's keys, with their values, in pages",
  },
  suggestTags: {
    method: "POST",
    path: "/v1.0/:project_id/kms/suggest-tags",
    traceName: null,
    permission: "kms:cmkTag:list",
    subject: "project",
    allowedStates: ANY_STATE,
    defaultKeys: true,
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
    summary: "Suggest tag keys of the project, or values of one (extension of this product, used by its console)",
  },
  searchByTags: {
    method: "POST",
    path: "/v1.0/:project_id/kms/resource_instances/action",
    alsoAt: "/v1.0/:project_id/resource_instances/action",
    traceName: null,
    permission: "kms:cmkTag:listInstance",
    subject: "project",
    allowedStates: ANY_STATE,
    defaultKeys: true,
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
    summary: "Find or count keys by tags and by name",
  },
} as const satisfies Record<string, OperationRow>;
