/** The life of a key: from its creation to the day that its deletion is scheduled for. */
import type { KeyOrder } from "#lib/domain/key-order";
import type { KeyReference } from "#lib/domain/key-reference";
import type { KeyOrigin, KeySpec, KeyUsage } from "#lib/domain/key-spec";
import type { KeyState } from "#lib/domain/key-state";
import type { KeyView } from "#lib/domain/key-view";
import type { Tag, TagFilter } from "#lib/domain/tag";
import type { LastUse } from "#lib/domain/use/key-use";
import type { OffsetInput, OffsetOutput } from "./offset-list";
import { ANY_STATE, byTransition, EDITABLE, type OperationRow, shape } from "./operation";

type OfKey = { readonly key: KeyReference };

type CreateInput = {
  readonly alias: string;
  /** AES_256 unless said otherwise. */
  readonly spec?: KeySpec | undefined;
  /** That of the spec unless said otherwise. */
  readonly usage?: KeyUsage | undefined;
  readonly description?: string | undefined;
  readonly origin?: KeyOrigin | undefined;
  readonly enterpriseProjectId?: string | undefined;
};

type ListInput = OffsetInput & {
  /** In one of them. */
  readonly states?: readonly KeyState[] | undefined;
  readonly spec?: KeySpec | undefined;
  readonly enterpriseProjectId?: string | undefined;
};

type SearchInput = {
  /** A part of the alias, the ID or, from three characters on, the description. */
  readonly search?: string | undefined;
  /** The whole alias, letter for letter. */
  readonly alias?: string | undefined;
  readonly states?: readonly KeyState[] | undefined;
  readonly specs?: readonly KeySpec[] | undefined;
  readonly usages?: readonly KeyUsage[] | undefined;
  readonly origins?: readonly KeyOrigin[] | undefined;
  readonly kind?: "custom" | "default" | undefined;
  /** All of them hold. */
  readonly tags?: readonly TagFilter[] | undefined;
  readonly order?: KeyOrder | undefined;
  /** The page begins after this place. */
  readonly after?: string | undefined;
  /** The page ends before this place. */
  readonly before?: string | undefined;
  readonly limit?: number | undefined;
  readonly withTags?: true | undefined;
  readonly withRotation?: true | undefined;
  readonly withLastUse?: true | undefined;
  /** Made at least so many days ago, and not used since. */
  readonly unusedDays?: number | undefined;
};

/** A key with what the search was asked for besides. */
export type FoundKey = KeyView & {
  readonly tags?: readonly Tag[] | undefined;
  readonly lastRotationAt?: Date | null | undefined;
  readonly nextRotationAt?: Date | null | undefined;
  /** null where no use is known. */
  readonly lastUse?: LastUse | null | undefined;
};

type SearchOutput = {
  readonly keys: readonly FoundKey[];
  /** For `after`; null on the last page. */
  readonly nextCursor: string | null;
  /** For `before`; null on the first page. */
  readonly previousCursor: string | null;
  /** Keys that match in all; where it is not exact, at least so many. */
  readonly matching: number;
  readonly isMatchingExact: boolean;
  /** Custom keys in the project, pending deletions counted, and how many there may be. */
  readonly used: number;
  readonly quota: number;
};

type StateOutput = { readonly keyId: string; readonly state: KeyState };

type RiskTips = {
  readonly keyId: string;
  /** null where no use is known. */
  readonly lastUse: Date | null;
  /** Who used the key in the last 30 days, the latest first, twenty at most. */
  readonly callers: readonly { readonly id: string; readonly name: string; readonly lastUse: Date; readonly uses: number }[];
  /** Whether the latest calls may be missing, since counting is far behind. */
  readonly isPartial: boolean;
  readonly grants: number;
  readonly tags: number;
  readonly aliases: number;
};

export const keyOperations = {
  createKey: {
    effect: "change",
    traceName: "createKey",
    permission: "kms:cmk:create",
    subject: "project",
    allowedStates: ANY_STATE,
    defaultKeys: false,
    input: shape<CreateInput>(),
    output: shape<{ readonly keyId: string; readonly accountId: string }>(),
    secretFields: [],
    // An RSA_4096 key takes seconds, and more where several wait for each other.
    patience: 4,
    summary: "Create a key whose material is made inside the HSM, or imported later (origin external)",
  },
  listKeys: {
    effect: "read",
    traceName: "listKeys",
    permission: "kms:cmk:list",
    subject: "project",
    allowedStates: ANY_STATE,
    defaultKeys: true,
    input: shape<ListInput>(),
    output: shape<OffsetOutput & { readonly keys: readonly KeyView[] }>(),
    secretFields: [],
    summary: "List keys, newest first",
  },
  searchKeys: {
    effect: "read",
    traceName: "searchKeys",
    permission: "kms:cmk:list",
    fieldPermissions: {
      withTags: "kms:cmkTag:list",
      withRotation: "kms:cmk:getRotation",
      withLastUse: "kms:cmk:get",
      unusedDays: "kms:cmk:get",
    },
    subject: "project",
    allowedStates: ANY_STATE,
    defaultKeys: true,
    input: shape<SearchInput>(),
    output: shape<SearchOutput>(),
    secretFields: [],
    summary: "Search, filter, sort and page keys (extension of this product, used by its console)",
  },
  describeKey: {
    effect: "read",
    traceName: "describeKey",
    permission: "kms:cmk:get",
    subject: "key",
    grantable: "describe-key",
    byService: "uses",
    allowedStates: ANY_STATE,
    defaultKeys: true,
    input: shape<OfKey>(),
    output: shape<KeyView>(),
    secretFields: [],
    summary: "Show the details of a key",
  },
  updateKeyAlias: {
    effect: "change",
    traceName: "updateKeyAlias",
    permission: "kms:cmk:update",
    subject: "key",
    allowedStates: EDITABLE,
    defaultKeys: false,
    input: shape<OfKey & { readonly alias: string }>(),
    output: shape<{ readonly keyId: string; readonly alias: string }>(),
    secretFields: [],
    summary: "Change the alias of a key",
  },
  updateKeyDescription: {
    effect: "change",
    traceName: "updateKeyDescription",
    permission: "kms:cmk:update",
    subject: "key",
    allowedStates: EDITABLE,
    defaultKeys: false,
    input: shape<OfKey & { readonly description: string }>(),
    output: shape<{ readonly keyId: string; readonly description: string }>(),
    secretFields: [],
    summary: "Change the description of a key",
  },
  enableKey: {
    effect: "change",
    traceName: "enableKey",
    permission: "kms:cmk:enable",
    subject: "key",
    ...byTransition("enable"),
    defaultKeys: false,
    input: shape<OfKey>(),
    output: shape<StateOutput>(),
    secretFields: [],
    summary: "Enable a disabled key",
  },
  disableKey: {
    effect: "change",
    traceName: "disableKey",
    permission: "kms:cmk:disable",
    subject: "key",
    ...byTransition("disable"),
    defaultKeys: false,
    input: shape<OfKey>(),
    output: shape<StateOutput>(),
    secretFields: [],
    summary: "Disable an enabled key; no later call can use it",
  },
  scheduleKeyDeletion: {
    effect: "destroy",
    traceName: "scheduleKeyDeletion",
    permission: "kms:cmk:update",
    needsStepUp: true,
    subject: "key",
    ...byTransition("scheduleDeletion"),
    defaultKeys: false,
    input: shape<OfKey & { readonly pendingDays: number }>(),
    output: shape<StateOutput>(),
    secretFields: [],
    summary: "Schedule the deletion of a key after 7 to 1096 days",
  },
  cancelKeyDeletion: {
    effect: "change",
    traceName: "cancelKeyDeletion",
    permission: "kms:cmk:update",
    subject: "key",
    ...byTransition("cancelDeletion"),
    defaultKeys: false,
    input: shape<OfKey>(),
    output: shape<StateOutput>(),
    secretFields: [],
    summary: "Cancel the scheduled deletion of a key",
  },
  deleteKeyRiskTips: {
    effect: "read",
    traceName: "deleteKeyRiskTips",
    isTracedRead: true,
    permission: "kms:cmk:update",
    subject: "key",
    allowedStates: EDITABLE,
    defaultKeys: false,
    input: shape<OfKey>(),
    output: shape<RiskTips>(),
    secretFields: [],
    summary: "Tell what is at stake when a key is deleted: who used it lately, and what hangs on it (extension of this product)",
  },
} as const satisfies Record<string, OperationRow>;
