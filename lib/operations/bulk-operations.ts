/** The same change on many keys at once. */
import type { ErrorCode } from "#lib/domain/errors";
import type { KeyChange } from "#lib/domain/key-change";
import type { KeyState } from "#lib/domain/key-state";
import type { Tag } from "#lib/domain/tag";
import { ANY_STATE, type OperationRow, shape } from "./operation";

type ChangeInput = {
  readonly action: KeyChange;
  /** IDs, each once. */
  readonly keyIds: readonly string[];
  /** To schedule deletions. */
  readonly pendingDays?: number | undefined;
  /** To create or delete. */
  readonly tags?: readonly Tag[] | undefined;
};

/** What became of one key. */
export type KeyResult = {
  readonly keyId: string;
  /** "" of a key that does not exist and never did. */
  readonly alias: string;
  /** null of a key that does not exist. */
  readonly state: KeyState | null;
  /** null where it was done. */
  readonly refusal: { readonly code: ErrorCode; readonly message: string } | null;
};

export const bulkOperations = {
  changeKeys: {
    effect: "change",
    traceName: "enableKey",
    traceNameBy: {
      field: "action",
      names: {
        enable: "enableKey",
        disable: "disableKey",
        scheduleDeletion: "scheduleKeyDeletion",
        cancelDeletion: "cancelKeyDeletion",
        createTags: "batchCreateKeyTags",
        deleteTags: "batchDeleteKeyTags",
      },
    },
    permission: "kms:cmk:update",
    permissionBy: {
      field: "action",
      permissions: {
        enable: "kms:cmk:enable",
        disable: "kms:cmk:disable",
        scheduleDeletion: "kms:cmk:update",
        cancelDeletion: "kms:cmk:update",
        createTags: "kms:cmkTag:batch",
        deleteTags: "kms:cmkTag:batch",
      },
    },
    needsStepUp: { field: "action", values: ["scheduleDeletion"] },
    subject: "project",
    allowedStates: ANY_STATE,
    defaultKeys: false,
    // A thousand keys are five transactions, and may wait for others that change them.
    patience: 4,
    input: shape<ChangeInput>(),
    /** In the order of the IDs. */
    output: shape<{ readonly results: readonly KeyResult[] }>(),
    secretFields: [],
    summary:
      "Change up to 1,000 keys alike: each that allows it, and each with a trace and a result of its own (extension of this product)",
  },
} as const satisfies Record<string, OperationRow>;
