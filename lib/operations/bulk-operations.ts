import { ANY_STATE, type OperationRow } from "./operation";

export const bulkOperations = {
  changeKeys: {
    effect: "change",
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
    secretFields: [],
    summary:
      "Change up to 1,000 keys alike: each that allows it, and each with a trace and a result of its own (extension of this product)",
  },
} as const satisfies Record<string, OperationRow>;
