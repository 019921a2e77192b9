import { ANY_STATE, EDITABLE, type OperationRow } from "./operation";

/** Most aliases of one key (api-reference §2.9). */
export const ALIASES_PER_KEY_MAX = 50;

export const aliasOperations = {
  createAlias: {
    effect: "change",
    traceName: "createAlias",
    permission: "kms:alias:create",
    subject: "key",
    allowedStates: EDITABLE,
    defaultKeys: false,
    secretFields: [],
    summary: "Create an alias that points at a key",
  },
  associateAlias: {
    effect: "change",
    traceName: "associateAlias",
    permission: "kms:alias:associate",
    subject: "key",
    allowedStates: EDITABLE,
    defaultKeys: false,
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
    secretFields: [],
    summary: "Delete aliases of a key: all of them or none",
  },
  listAliases: {
    effect: "read",
    traceName: null,
    permission: "kms:alias:list",
    subject: "project",
    allowedStates: ANY_STATE,
    defaultKeys: true,
    secretFields: [],
    summary: "List the aliases of the project's keys, or of one key",
  },
} as const satisfies Record<string, OperationRow>;
