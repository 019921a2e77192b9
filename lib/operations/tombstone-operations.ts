/** What stays of keys that were destroyed on their scheduled day. */
import type { KeyTombstone } from "#lib/domain/tombstone";
import type { OffsetInput, OffsetOutput } from "./offset-list";
import { ANY_STATE, type OperationRow, shape } from "./operation";

/** What is shown of a tombstone: of whose project it is, the call says. */
export type TombstoneView = Omit<KeyTombstone, "accountId" | "projectId">;

type ListInput = OffsetInput & {
  /** Only this key. */
  readonly keyId?: string | undefined;
};

export const tombstoneOperations = {
  listDeletedKeys: {
    effect: "read",
    traceName: "listDeletedKeys",
    permission: "kms:cmk:list",
    subject: "project",
    allowedStates: ANY_STATE,
    defaultKeys: true,
    input: shape<ListInput>(),
    output: shape<OffsetOutput & { readonly tombstones: readonly TombstoneView[] }>(),
    secretFields: [],
    summary: "List the records of keys that were deleted on their scheduled day, the newest first (extension of this product)",
  },
} as const satisfies Record<string, OperationRow>;
