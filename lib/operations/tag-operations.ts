/** Tags of keys, and the search by them (guide §2.6). */
import type { KeyReference } from "#lib/domain/key-reference";
import type { KeyView } from "#lib/domain/key-view";
import type { Tag, TagFilter } from "#lib/domain/tag";
import { ANY_STATE, EDITABLE, type OperationRow, shape } from "./operation";

type OnKey = { readonly key: KeyReference };

type ListInput = {
  /** Pairs of key and value. */
  readonly limit?: number | undefined;
  /** `next` of the page before; absent for the first page. */
  readonly after?: string | undefined;
};

type ListOutput = {
  /** A key whose values go on is in the next page too. */
  readonly tags: readonly { readonly key: string; readonly values: readonly string[] }[];
  /** Opaque, for `after`; null on the last page. */
  readonly next: string | null;
};

type SuggestInput = {
  /** Values of this tag key are wanted; absent, tag keys are. */
  readonly tagKey?: string | undefined;
  /** What they begin with. */
  readonly prefix?: string | undefined;
};

type Suggestions = {
  readonly suggestions: readonly string[];
  /** False where there are more. */
  readonly isWhole: boolean;
};

type SearchInput = {
  readonly action: "filter" | "count";
  /** All of them hold. */
  readonly tags?: readonly TagFilter[] | undefined;
  /** Parts of the key's name, each of which is in it. */
  readonly nameParts?: readonly string[] | undefined;
  readonly limit?: number | undefined;
  readonly offset?: number | undefined;
};

export type FoundKey = { readonly key: KeyView; readonly tags: readonly Tag[] };

export type FoundKeys = {
  /** null where they are only counted. */
  readonly found: readonly FoundKey[] | null;
  readonly total: number;
};

export const tagOperations = {
  createKeyTag: {
    effect: "change",
    traceName: "createKeyTag",
    permission: "kms:cmkTag:create",
    subject: "key",
    allowedStates: EDITABLE,
    defaultKeys: false,
    input: shape<OnKey & { readonly tag: Tag }>(),
    output: shape<void>(),
    secretFields: [],
    summary: "Add a tag to a key, or change its value",
  },
  deleteKeyTag: {
    effect: "change",
    traceName: "deleteKeyTag",
    permission: "kms:cmkTag:delete",
    subject: "key",
    allowedStates: EDITABLE,
    defaultKeys: false,
    input: shape<OnKey & { readonly tagKey: string }>(),
    output: shape<void>(),
    secretFields: [],
    summary: "Delete a tag of a key",
  },
  batchKeyTags: {
    effect: "change",
    traceName: "batchCreateKeyTags",
    traceNameBy: { field: "action", names: { create: "batchCreateKeyTags", delete: "batchDeleteKeyTags" } },
    permission: "kms:cmkTag:batch",
    subject: "key",
    allowedStates: EDITABLE,
    defaultKeys: false,
    input: shape<OnKey & { readonly action: "create" | "delete"; readonly tags: readonly Tag[] }>(),
    output: shape<void>(),
    secretFields: [],
    summary: "Add or delete several tags of a key: all of them or none",
  },
  listKeyTags: {
    effect: "read",
    traceName: "listKeyTags",
    permission: "kms:cmkTag:list",
    subject: "key",
    allowedStates: ANY_STATE,
    defaultKeys: true,
    input: shape<OnKey>(),
    output: shape<{ readonly tags: readonly Tag[] }>(),
    secretFields: [],
    summary: "List the tags of a key",
  },
  listProjectTags: {
    effect: "read",
    traceName: "listProjectTags",
    permission: "kms:cmkTag:list",
    subject: "project",
    allowedStates: ANY_STATE,
    defaultKeys: true,
    input: shape<ListInput>(),
    output: shape<ListOutput>(),
    secretFields: [],
    summary: "List all tags of the project's keys, with their values, in pages",
  },
  suggestTags: {
    effect: "read",
    traceName: "suggestTags",
    permission: "kms:cmkTag:list",
    subject: "project",
    allowedStates: ANY_STATE,
    defaultKeys: true,
    input: shape<SuggestInput>(),
    output: shape<Suggestions>(),
    secretFields: [],
    summary: "Suggest tag keys of the project, or values of one (extension of this product, used by its console)",
  },
  searchByTags: {
    effect: "read",
    traceName: "searchByTags",
    permission: "kms:cmkTag:listInstance",
    subject: "project",
    allowedStates: ANY_STATE,
    defaultKeys: true,
    input: shape<SearchInput>(),
    output: shape<FoundKeys>(),
    secretFields: [],
    summary: "Find or count keys by tags and by name",
  },
} as const satisfies Record<string, OperationRow>;
