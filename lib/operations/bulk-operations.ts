/** The same change on many keys at once: an extension of this product, made for its console. */
import { z } from "zod";
import { BULK_KEYS_MAX, PENDING_DAYS_MAX, PENDING_DAYS_MIN } from "#lib/domain/key";
import { keyId, optional, refused, wholeNumber } from "./field";
import { ANY_STATE, type OperationRow } from "./operation";
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

export const bulkOperations = {
  changeKeys: {
    method: "POST",
    path: "/v1.0/:project_id/kms/batch-change-keys",
    traceName: "enableKey",
    traceNameBy: {
      field: "action",
      names: {
        enable: "enableKey",
        disable: "disableKey",
        schedule_deletion: "scheduleKeyDeletion",
        cancel_deletion: "cancelKeyDeletion",
        create_tags: "batchCreateKeyTags",
        delete_tags: "batchDeleteKeyTags",
      },
    },
    permission: "kms:cmk:update",
    permissionBy: {
      field: "action",
      permissions: {
        enable: "kms:cmk:enable",
        disable: "kms:cmk:disable",
        schedule_deletion: "kms:cmk:update",
        cancel_deletion: "kms:cmk:update",
        create_tags: "kms:cmkTag:batch",
        delete_tags: "kms:cmkTag:batch",
      },
    },
    subject: "project",
    allowedStates: ANY_STATE,
    defaultKeys: false,
    // A thousand keys are five transactions, and may wait for others that change them.
    patience: 4,
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
    summary:
      "Change up to 1,000 keys alike: each that allows it, and each with a trace and a result of its own (extension of this product)",
  },
} as const satisfies Record<string, OperationRow>;
