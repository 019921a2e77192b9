/** Operations on the life of a key (api-reference §2.1). */
import { z } from "zod";
import {
  ALIAS_MAX_CHARACTERS,
  ALIAS_PATTERN,
  DEFAULT_KEY_ALIAS_SUFFIX,
  DESCRIPTION_MAX_CHARACTERS,
  isCustomAlias,
  isDescription,
} from "#lib/domain/alias";
import { PENDING_DAYS_MAX, PENDING_DAYS_MIN } from "#lib/domain/key";
import { KEY_ORIGINS, KEY_SPEC_NAMES, KEY_USAGES } from "#lib/domain/key-spec";
import { isStorable } from "#lib/domain/text";
import type { DoorRow } from "../door-row";
import { keyId, keyReferenceText, optional, sequence, wholeNumber } from "../field";
import { keyDetails } from "./key-details";
import { filterTagErrors, filterTags } from "./tag-field";

export const newAlias = z
  .string()
  .refine(isCustomAlias)
  .meta({
    pattern: ALIAS_PATTERN.source,
    maxLength: ALIAS_MAX_CHARACTERS,
    description: `Unique in the project; must not end in ${DEFAULT_KEY_ALIAS_SUFFIX}`,
  });
const description = z.string().refine(isDescription).meta({ maxLength: DESCRIPTION_MAX_CHARACTERS });
const enterpriseProjectId = z.string().regex(/^(0|[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12})$/);
const anyUsage = z
  .string()
  .toUpperCase()
  .pipe(z.enum(KEY_USAGES))
  .describe(`One of ${KEY_USAGES.join(", ")}, in any case`);
const byKeyId = z.object({ key_id: keyId, sequence });

const EXAMPLE_KEY = { key_id: "0d0466b0-e727-4d9c-b35d-f84bb474a37f" };
const stateReply = z.object({ key_id: z.string(), key_state: z.string() });

export const keyDoor = {
  createKey: {
    method: "POST",
    path: "/v1.0/:project_id/kms/create-key",
    input: z.object({
      key_alias: newAlias,
      key_spec: optional(z.enum(KEY_SPEC_NAMES)),
      key_usage: optional(anyUsage),
      key_description: optional(description),
      origin: optional(z.enum(KEY_ORIGINS)),
      enterprise_project_id: optional(enterpriseProjectId),
      keystore_id: optional(z.union([z.literal("0"), z.literal(0)])),
      sequence,
    }),
    output: z.object({ key_info: z.object({ key_id: z.string(), domain_id: z.string() }) }),
    secretFields: [],
    refusals: ["aliasTaken", "keyQuotaReached", "keysInMakingTooMany"],
    example: { key_alias: "orders", key_description: "Encrypts the orders of the shop" },
  },
  listKeys: {
    method: "POST",
    path: "/v1.0/:project_id/kms/list-keys",
    input: z.object({
      limit: optional(wholeNumber(1, Number.MAX_SAFE_INTEGER)),
      marker: optional(wholeNumber(0, Number.MAX_SAFE_INTEGER)),
      key_state: optional(wholeNumber(1, 5)),
      key_spec: optional(z.enum([...KEY_SPEC_NAMES, "ALL"])),
      enterprise_project_id: optional(z.union([z.literal("all"), enterpriseProjectId])),
      sequence,
    }),
    output: z.object({
      keys: z.array(z.string()),
      key_details: z.array(keyDetails),
      next_marker: z.string(),
      truncated: z.enum(["true", "false"]),
      total: z.number().int(),
    }),
    secretFields: [],
    example: { limit: "100", marker: "0" },
  },
  searchKeys: {
    method: "POST",
    path: "/v1.0/:project_id/kms/search-keys",
    input: z.object({
      search: optional(z.string().max(255).refine(isStorable)),
      key_states: optional(z.array(z.enum(["2", "3", "4", "5"])).max(4)),
      key_specs: optional(z.array(z.enum(KEY_SPEC_NAMES)).max(KEY_SPEC_NAMES.length)),
      key_usages: optional(z.array(z.enum(KEY_USAGES)).max(KEY_USAGES.length)),
      origins: optional(z.array(z.enum(KEY_ORIGINS)).max(KEY_ORIGINS.length)),
      kind: optional(z.enum(["custom", "default"])),
      tags: optional(filterTags),
      sort: optional(z.enum(["created_desc", "created_asc", "alias_asc", "alias_desc"])),
      /** The page begins after this place. */
      cursor: optional(z.string().max(1024)),
      /** The page ends before this place. */
      before: optional(z.string().max(1024)),
      limit: optional(wholeNumber(1, 1000)),
    }),
    output: z.object({
      keys: z.array(keyDetails),
      /** Opaque, for `cursor`; "" on the last page. */
      next_cursor: z.string(),
      /** Opaque, for `before`; "" on the first page. */
      previous_cursor: z.string(),
      /** Keys that match in all; where it is not exact, at least so many. */
      matching: z.number().int(),
      matching_is_exact: z.boolean(),
      /** Custom keys in the project (default keys are not counted, pending deletions are), and how many there may be. */
      used: z.number().int(),
      quota: z.number().int(),
    }),
    secretFields: [],
    fieldErrors: filterTagErrors,
    refusals: ["tagListTooLong", "tagValuesTooMany", "tagKeyLength", "tagValueLength"],
    example: { search: "orders", key_states: ["2"], tags: [{ key: "team", values: ["payments"] }], sort: "alias_asc", limit: 50 },
  },
  describeKey: {
    method: "POST",
    path: "/v1.0/:project_id/kms/describe-key",
    input: z.object({ key_id: keyReferenceText, sequence }),
    output: z.object({ key_info: keyDetails }),
    secretFields: [],
    example: EXAMPLE_KEY,
  },
  updateKeyAlias: {
    method: "POST",
    path: "/v1.0/:project_id/kms/update-key-alias",
    input: z.object({ key_id: keyId, key_alias: newAlias, sequence }),
    output: z.object({ key_info: z.object({ key_id: z.string(), key_alias: z.string() }) }),
    secretFields: [],
    refusals: ["aliasTaken"],
    example: { ...EXAMPLE_KEY, key_alias: "orders-2027" },
  },
  updateKeyDescription: {
    method: "POST",
    path: "/v1.0/:project_id/kms/update-key-description",
    input: z.object({ key_id: keyId, key_description: description, sequence }),
    output: z.object({ key_info: z.object({ key_id: z.string(), key_description: z.string() }) }),
    secretFields: [],
    example: { ...EXAMPLE_KEY, key_description: "Encrypts the orders of 2027" },
  },
  enableKey: {
    method: "POST",
    path: "/v1.0/:project_id/kms/enable-key",
    input: byKeyId,
    output: z.object({ key_info: stateReply }),
    secretFields: [],
    example: EXAMPLE_KEY,
  },
  disableKey: {
    method: "POST",
    path: "/v1.0/:project_id/kms/disable-key",
    input: byKeyId,
    output: z.object({ key_info: stateReply }),
    secretFields: [],
    example: EXAMPLE_KEY,
  },
  scheduleKeyDeletion: {
    method: "POST",
    path: "/v1.0/:project_id/kms/schedule-key-deletion",
    input: z.object({ key_id: keyId, pending_days: wholeNumber(PENDING_DAYS_MIN, PENDING_DAYS_MAX), sequence }),
    output: stateReply,
    secretFields: [],
    example: { ...EXAMPLE_KEY, pending_days: "30" },
  },
  cancelKeyDeletion: {
    method: "POST",
    path: "/v1.0/:project_id/kms/cancel-key-deletion",
    input: byKeyId,
    output: stateReply,
    secretFields: [],
    example: EXAMPLE_KEY,
  },
  deleteKeyRiskTips: {
    method: "POST",
    path: "/v1.0/:project_id/kms/delete-key-risk-tips",
    input: byKeyId,
    output: z.object({
      key_id: z.string(),
      last_use_time: z.string().describe('Epoch milliseconds; "" where no use is known'),
      callers: z
        .array(z.object({ id: z.string(), name: z.string(), last_use_time: z.string(), uses: z.number().int() }))
        .describe("Who used the key in the last 30 days, the latest first, twenty at most"),
      is_partial: z.boolean().describe("Whether only the latest 10,000 traces of the key were looked at"),
      grants: z.number().int(),
      tags: z.number().int(),
      aliases: z.number().int(),
    }),
    secretFields: [],
    example: EXAMPLE_KEY,
  },
} as const satisfies Record<string, DoorRow>;
