/**
 * What the console can do to keys, one by one or many at once: the names that its words, its screens and its actions share, and the
 * operation behind each.
 */
import type { OperationName } from "#lib/operations/catalog";
import type { RequestOf } from "#lib/wire/catalog";

/** Those that many keys can undergo at once. */
export const KEY_CHANGES = ["enable", "disable", "scheduleDeletion", "cancelDeletion"] as const;
/** Besides them, for keys whose material is imported. */
export const MATERIAL_CHANGES = ["importMaterial", "deleteMaterial"] as const;

/** What a key's row offers. */
export type RowChange = (typeof KEY_CHANGES)[number] | (typeof MATERIAL_CHANGES)[number];
/** Those of them that a dialog confirms; the import has a dialog of its own. */
export const CONFIRMED_CHANGES = [...KEY_CHANGES, "deleteMaterial"] as const;
export type KeyChange = (typeof CONFIRMED_CHANGES)[number];
export type BulkChange = (typeof KEY_CHANGES)[number] | "addTags" | "removeTags";

/** The operation that makes each change. */
export const CHANGE_OPERATIONS = {
  enable: "enableKey",
  disable: "disableKey",
  scheduleDeletion: "scheduleKeyDeletion",
  cancelDeletion: "cancelKeyDeletion",
  deleteMaterial: "deleteImportedKeyMaterial",
  importMaterial: "importKeyMaterial",
} as const satisfies Record<RowChange, OperationName>;

/** `action` of the operation `changeKeys`, which makes a change to many keys. */
export const BULK_ACTIONS = {
  enable: "enable",
  disable: "disable",
  scheduleDeletion: "schedule_deletion",
  cancelDeletion: "cancel_deletion",
  addTags: "create_tags",
  removeTags: "delete_tags",
} as const satisfies Record<BulkChange, RequestOf<"changeKeys">["action"]>;

/** As many keys as one call of `changeKeys` takes. */
export const KEYS_PER_CALL = 100;

/** Of as many keys one call asks what is at stake. */
export const RISKS_PER_CALL = 20;
