/** The same change on many keys at once: an extension of this product, made for its console. */

import { z } from "zod";
import type { ErrorCode } from "#lib/domain/errors";
import { BULK_KEYS_MAX, PENDING_DAYS_MAX, PENDING_DAYS_MIN } from "#lib/domain/key";
import { KEY_CHANGES, type KeyChange } from "#lib/domain/key-change";
import type { KeyResult } from "#lib/operations/bulk-operations";
import type { DoorRow } from "../door-row";
import { keyId, optional, refused, wholeNumber } from "../field";
import { held } from "../held";
import { renamed } from "../record";
import { KMS_ERRORS, kmsCodeOf } from "./errors";
import { keyStateOrNull } from "./key-state-codec";
import { tagErrors, tagList } from "./tag-field";

const CHANGE_ACTIONS = ["enable", "disable", "schedule_deletion", "cancel_deletion", "create_tags", "delete_tags"] as const;

/** The words of a change on the wire ⇄ the domain's, which stand in the same places. */
const action = z.codec(z.enum(CHANGE_ACTIONS), z.enum(KEY_CHANGES), {
  decode: (word) => KEY_CHANGES[CHANGE_ACTIONS.indexOf(word)] as KeyChange,
  encode: (word) => CHANGE_ACTIONS[KEY_CHANGES.indexOf(word)] as (typeof CHANGE_ACTIONS)[number],
});

/** What each action cannot do without. */
const NEEDED: Partial<Record<KeyChange, "pending_days" | "tags">> = {
  scheduleDeletion: "pending_days",
  createTags: "tags",
  deleteTags: "tags",
};

const keyIds = z
  .array(keyId)
  .min(1, refused("keyListInvalid"))
  .max(BULK_KEYS_MAX, refused("keyListInvalid"))
  .refine((ids) => new Set(ids).size === ids.length, refused("keyListInvalid"))
  .describe("Each once");

const resultBody = z.object({
  key_id: z.string(),
  key_alias: z.string(),
  key_state: keyStateOrNull,
  error_code: z.string().describe('"" where it was done'),
  error_msg: z.string(),
});

/** Some refusals are spelled with one code: any of them is read from it. */
const result = z.codec(resultBody, held<KeyResult>(), {
  decode: ({ key_id: keyId, key_alias: alias, key_state: state, error_code: spelled, error_msg: message }, context) => {
    if (spelled === "") return { keyId, alias, state, refusal: null };
    const code = (Object.keys(KMS_ERRORS) as ErrorCode[]).find((known) => kmsCodeOf(known) === spelled);
    if (code === undefined) {
      context.issues.push({ code: "custom", path: ["error_code"], input: spelled });
      return z.NEVER;
    }
    return { keyId, alias, state, refusal: { code, message } };
  },
  encode: ({ keyId, alias, state, refusal }) => ({
    key_id: keyId,
    key_alias: alias,
    key_state: state,
    error_code: refusal === null ? "" : kmsCodeOf(refusal.code),
    error_msg: refusal?.message ?? "",
  }),
});

const changeBody = z
  .object({
    action,
    key_ids: keyIds,
    pending_days: optional(wholeNumber(PENDING_DAYS_MIN, PENDING_DAYS_MAX)).describe("With schedule_deletion"),
    tags: optional(tagList).describe("With create_tags and delete_tags"),
  })
  .superRefine((input, context) => {
    const needed = NEEDED[input.action];
    if (needed !== undefined && input[needed] === undefined) context.addIssue({ code: "custom", path: [needed] });
  });

export const bulkDoor = {
  changeKeys: {
    method: "POST",
    path: "/v1.0/:project_id/kms/batch-change-keys",
    input: renamed(changeBody),
    fieldErrors: { ...tagErrors, key_ids: "keyIdInvalid" },
    output: z.object({ results: z.array(result) }),
    secretFields: [],
    refusals: ["keyListInvalid", "tagListEmpty", "tagListTooLong", "tagKeyLength", "tagValueLength"],
    example: { action: "disable", key_ids: ["0d0466b0-e727-4d9c-b35d-f84bb474a37f"] },
  },
} as const satisfies Record<string, DoorRow>;
