/** Alias objects (api-reference §2.9). */
import type { AliasObject } from "#lib/domain/alias-object";
import type { KeyReference } from "#lib/domain/key-reference";
import { ANY_STATE, EDITABLE, type OperationRow, shape } from "./operation";

type NamedInput = {
  readonly key: KeyReference;
  /** Of the alias object, without prefix. */
  readonly name: string;
};

type ListInput = {
  /** Only those of this key. */
  readonly keyId?: string | undefined;
  readonly limit?: number | undefined;
  readonly marker?: number | undefined;
};

type ListOutput = {
  readonly aliases: readonly AliasObject[];
  /** `marker` of the next part; null where there is none. */
  readonly nextMarker: number | null;
};

export const aliasOperations = {
  createAlias: {
    effect: "change",
    traceName: "createAlias",
    permission: "kms:alias:create",
    subject: "key",
    allowedStates: EDITABLE,
    defaultKeys: false,
    input: shape<NamedInput>(),
    output: shape<AliasObject>(),
    secretFields: [],
    summary: "Create an alias that points at a key",
  },
  associateAlias: {
    effect: "change",
    traceName: "associateAlias",
    permission: "kms:alias:associate",
    subject: "key",
    takesFromOtherKey: true,
    allowedStates: EDITABLE,
    defaultKeys: false,
    input: shape<NamedInput>(),
    output: shape<AliasObject>(),
    secretFields: [],
    summary: "Point an alias at another key",
  },
  deleteAliases: {
    effect: "change",
    traceName: "deleteAlias",
    permission: "kms:alias:delete",
    subject: "key",
    allowedStates: ANY_STATE,
    defaultKeys: false,
    input: shape<{ readonly key: KeyReference; readonly names: readonly string[] }>(),
    output: shape<void>(),
    secretFields: [],
    summary: "Delete aliases of a key: all of them or none",
  },
  listAliases: {
    effect: "read",
    traceName: "listAliases",
    permission: "kms:alias:list",
    subject: "project",
    allowedStates: ANY_STATE,
    defaultKeys: true,
    input: shape<ListInput>(),
    output: shape<ListOutput>(),
    secretFields: [],
    summary: "List the aliases of the project's keys, or of one key",
  },
} as const satisfies Record<string, OperationRow>;
