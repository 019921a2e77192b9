import { ANY_STATE, type OperationRow } from "./operation";

export const tombstoneOperations = {
  listDeletedKeys: {
    effect: "read",
    traceName: null,
    permission: "kms:cmk:list",
    subject: "project",
    allowedStates: ANY_STATE,
    defaultKeys: true,
    secretFields: [],
    summary: "List the records of keys that were deleted on their scheduled day, the newest first (extension of this product)",
  },
} as const satisfies Record<string, OperationRow>;
