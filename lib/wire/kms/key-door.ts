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
import { KEY_ORDERS, type KeyOrder } from "#lib/domain/key-order";
import { KEY_ORIGINS, KEY_SPEC_NAMES, KEY_USAGES } from "#lib/domain/key-spec";
import type { KeyView } from "#lib/domain/key-view";
import { isStorable } from "#lib/domain/text";
import { USE_DAYS_MAX } from "#lib/domain/use/key-use";
import type { OffsetOutput } from "#lib/operations/offset-list";
import { epochMs, momentMs, textOrNull } from "../codec";
import type { DoorRow } from "../door-row";
import { choiceOf, keyById, keyReference, optional, sequence, unlessAll, wholeNumber } from "../field";
import { held } from "../held";
import { record, within } from "../record";
import { foundKey, keyDetails } from "./key-details";
import { keyStateText, possibleState, wantedStates } from "./key-state-codec";
import { offsetInput, offsetList } from "./offset-list";
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
const byKeyId = record({ key_id: keyById, sequence }, { key_id: "key" });

const EXAMPLE_KEY = { key_id: "0d0466b0-e727-4d9c-b35d-f84bb474a37f" };
const stateReply = record({ key_id: z.string(), key_state: keyStateText }, { key_state: "state" });

const keyList = offsetList({ keys: z.array(z.string()), key_details: z.array(keyDetails) }, { keys: "ids", key_details: "keys" });

/** The IDs stand beside the keys. */
const keyListWithIds = z.codec(keyList, held<OffsetOutput & { readonly keys: readonly KeyView[] }>(), {
  decode: ({ ids: _ids, ...list }) => list as unknown as OffsetOutput & { readonly keys: readonly KeyView[] },
  encode: (list) => ({ ...list, keys: [...list.keys], ids: list.keys.map(({ id }) => id) }),
});

const WIRE_ORDERS = ["created_desc", "created_asc", "alias_asc", "alias_desc"] as const;

/** The words of an order on the wire ⇄ the domain's, which stand in the same places. */
const order = z.codec(z.enum(WIRE_ORDERS), z.enum(KEY_ORDERS), {
  decode: (word) => KEY_ORDERS[WIRE_ORDERS.indexOf(word)] as KeyOrder,
  encode: (word) => WIRE_ORDERS[KEY_ORDERS.indexOf(word)] as (typeof WIRE_ORDERS)[number],
});

export const keyDoor = {
  createKey: {
    method: "POST",
    path: "/v1.0/:project_id/kms/create-key",
    input: record(
      {
        key_alias: newAlias,
        key_spec: optional(z.enum(KEY_SPEC_NAMES)),
        key_usage: optional(anyUsage),
        key_description: optional(description),
        origin: optional(z.enum(KEY_ORIGINS)),
        enterprise_project_id: optional(enterpriseProjectId),
        keystore_id: optional(z.union([z.literal("0"), z.literal(0)])),
        sequence,
      },
      { key_alias: "alias", key_spec: "spec", key_usage: "usage", key_description: "description", keystore_id: null },
    ),
    output: within("key_info", record({ key_id: z.string(), domain_id: z.string() }, { domain_id: "accountId" })),
    secretFields: [],
    refusals: ["aliasTaken", "keyQuotaReached", "keysInMakingTooMany"],
    example: { key_alias: "orders", key_description: "Encrypts the orders of the shop" },
  },
  listKeys: {
    method: "POST",
    path: "/v1.0/:project_id/kms/list-keys",
    input: record(
      {
        ...offsetInput,
        key_state: optional(wantedStates),
        key_spec: optional(unlessAll("ALL", z.enum([...KEY_SPEC_NAMES, "ALL"]))),
        enterprise_project_id: optional(unlessAll("all", z.union([z.literal("all"), enterpriseProjectId]))),
        sequence,
      },
      { key_state: "states", key_spec: "spec" },
    ),
    output: keyListWithIds,
    secretFields: [],
    example: { limit: "100", marker: "0" },
  },
  searchKeys: {
    method: "POST",
    path: "/v1.0/:project_id/kms/search-keys",
    input: record(
      {
        search: optional(z.string().max(255).refine(isStorable)),
        /** The whole alias, letter for letter, so that one key is found at most. */
        key_alias: optional(z.string().max(255).refine(isStorable)),
        key_states: choiceOf(z.array(possibleState).max(4)),
        key_specs: choiceOf(z.array(z.enum(KEY_SPEC_NAMES)).max(KEY_SPEC_NAMES.length)),
        key_usages: choiceOf(z.array(z.enum(KEY_USAGES)).max(KEY_USAGES.length)),
        origins: choiceOf(z.array(z.enum(KEY_ORIGINS)).max(KEY_ORIGINS.length)),
        kind: optional(z.enum(["custom", "default"])),
        tags: choiceOf(filterTags),
        sort: optional(order),
        /** The page begins after this place. */
        cursor: optional(z.string().max(1024)),
        /** The page ends before this place. */
        before: optional(z.string().max(1024)),
        limit: optional(wholeNumber(1, 1000)),
        /** Each key with its tags; that takes the permission to list them. */
        with_tags: optional(z.literal(true)),
        /** Each key with the times of its last and next rotation; that takes the permission to see them. */
        with_rotation: optional(z.literal(true)),
        /** Each key with its last use; that takes the permission to see its details. */
        with_last_use: optional(z.literal(true)),
        /** Made at least so many days ago, and not used since; that takes the same permission. */
        unused_days: optional(wholeNumber(1, USE_DAYS_MAX)),
      },
      { key_alias: "alias", key_states: "states", key_specs: "specs", key_usages: "usages", sort: "order", cursor: "after" },
    ),
    output: record(
      {
        keys: z.array(foundKey),
        /** Opaque, for `cursor`; "" on the last page. */
        next_cursor: textOrNull,
        /** Opaque, for `before`; "" on the first page. */
        previous_cursor: textOrNull,
        /** Keys that match in all; where it is not exact, at least so many. */
        matching: z.number().int(),
        matching_is_exact: z.boolean(),
        /** Custom keys in the project (default keys are not counted, pending deletions are), and how many there may be. */
        used: z.number().int(),
        quota: z.number().int(),
      },
      { matching_is_exact: "isMatchingExact" },
    ),
    secretFields: [],
    fieldErrors: filterTagErrors,
    refusals: ["tagListTooLong", "tagValuesTooMany", "tagKeyLength", "tagValueLength"],
    example: { search: "orders", key_states: ["2"], tags: [{ key: "team", values: ["payments"] }], sort: "alias_asc", limit: 50 },
  },
  describeKey: {
    method: "POST",
    path: "/v1.0/:project_id/kms/describe-key",
    input: record({ key_id: keyReference, sequence }, { key_id: "key" }),
    output: within("key_info", keyDetails),
    secretFields: [],
    example: EXAMPLE_KEY,
  },
  updateKeyAlias: {
    method: "POST",
    path: "/v1.0/:project_id/kms/update-key-alias",
    input: record({ key_id: keyById, key_alias: newAlias, sequence }, { key_id: "key", key_alias: "alias" }),
    output: within("key_info", record({ key_id: z.string(), key_alias: z.string() }, { key_alias: "alias" })),
    secretFields: [],
    refusals: ["aliasTaken"],
    example: { ...EXAMPLE_KEY, key_alias: "orders-2027" },
  },
  updateKeyDescription: {
    method: "POST",
    path: "/v1.0/:project_id/kms/update-key-description",
    input: record({ key_id: keyById, key_description: description, sequence }, { key_id: "key", key_description: "description" }),
    output: within("key_info", record({ key_id: z.string(), key_description: z.string() }, { key_description: "description" })),
    secretFields: [],
    example: { ...EXAMPLE_KEY, key_description: "Encrypts the orders of 2027" },
  },
  enableKey: {
    method: "POST",
    path: "/v1.0/:project_id/kms/enable-key",
    input: byKeyId,
    output: within("key_info", stateReply),
    secretFields: [],
    example: EXAMPLE_KEY,
  },
  disableKey: {
    method: "POST",
    path: "/v1.0/:project_id/kms/disable-key",
    input: byKeyId,
    output: within("key_info", stateReply),
    secretFields: [],
    example: EXAMPLE_KEY,
  },
  scheduleKeyDeletion: {
    method: "POST",
    path: "/v1.0/:project_id/kms/schedule-key-deletion",
    input: record({ key_id: keyById, pending_days: wholeNumber(PENDING_DAYS_MIN, PENDING_DAYS_MAX), sequence }, { key_id: "key" }),
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
    output: record(
      {
        key_id: z.string(),
        last_use_time: epochMs.describe('Epoch milliseconds; "" where no use is known'),
        callers: z
          .array(
            record({ id: z.string(), name: z.string(), last_use_time: momentMs, uses: z.number().int() }, { last_use_time: "lastUse" }),
          )
          .describe("Who used the key in the last 30 days, the latest first, twenty at most"),
        is_partial: z.boolean().describe("Whether the latest calls may be missing, since counting is far behind"),
        grants: z.number().int(),
        tags: z.number().int(),
        aliases: z.number().int(),
      },
      { last_use_time: "lastUse" },
    ),
    secretFields: [],
    example: EXAMPLE_KEY,
  },
} as const satisfies Record<string, DoorRow>;
