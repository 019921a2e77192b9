/** The same change on many keys at once: an extension of this product, made for its console. */
import { z } from "zod";
import { BULK_KEYS_MAX, PENDING_DAYS_MAX, PENDING_DAYS_MIN } from "#lib/domain/key";
import type { DoorRow } from "../door-row";
import { keyId, optional, refused, wholeNumber } from "../field";
import { tagErrors, tagList } from "./tag-field";

const CHANGE_ACTIONS = ["enable", "disable", "schedule_deletion", "cancel_deletion", "create_tags", "delete_tags"] as const;
/** What each action cannot do without. */
const NEEDED: Partial<Record<(typeof CHANGE_ACTIONS)[number], "pending_days" | "tags">> = {
  schedule_deletion: "pending_days",
  create_tags: "tags",
  delete_tags: "tags",
};

const keyIds = z
  .array(keyId)
  .min(1, refused("keyListInvalid"))
  .max(BULK_KEYS_MAX, refused("keyListInvalid"))
  .refine((ids) => new Set(ids).size === ids.length, refused("keyListInvalid"))
  .describe("Each once");

const result = z.object({
  key_id: z.string(),
  key_alias: z.string(),
  key_state: z.string(),
  error_code: z.string().describe('"" where it was done'),
  error_msg: z.string(),
});

export const bulkDoor = {
  changeKeys: {
    method: "POST",
    path: "/v1.0/:project_id/kms/batch-change-keys",
    input: z
      .object({
        action: z.enum(CHANGE_ACTIONS),
        key_ids: keyIds,
        pending_days: optional(wholeNumber(PENDING_DAYS_MIN, PENDING_DAYS_MAX)).describe("With schedule_deletion"),
        tags: optional(tagList).describe("With create_tags and delete_tags"),
      })
      .superRefine((input, context) => {
        const needed = NEEDED[input.action];
        if (needed !== undefined && input[needed] === undefined) context.addIssue({ code: "custom", path: [needed] });
      }),
    fieldErrors: { ...tagErrors, key_ids: "keyIdInvalid" },
    output: z.object({ results: z.array(result) }),
    secretFields: [],
    refusals: ["keyListInvalid", "tagListEmpty", "tagListTooLong", "tagKeyLength", "tagValueLength"],
    example: { action: "disable", key_ids: ["0d0466b0-e727-4d9c-b35d-f84bb474a37f"] },
  },
} as const satisfies Record<string, DoorRow>;
