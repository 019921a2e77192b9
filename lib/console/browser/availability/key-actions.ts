/**
 * What can be done with a key, in the guide's order and words: one list for the row's menu, the head of its page and the palette, so
 * that a reason is written once. For showing only: the API decides.
 */
import type { OperationName } from "#lib/operations/catalog";
import type { KeyDetails } from "#lib/wire/kms/key-details";
import { KEY_CHANGES, MATERIAL_CHANGES, type RowChange } from "../../key-change";
import { CHANGE_WORDS, IMPORT_LABEL } from "../../words/change-words";
import { changeRefusal, stateOf } from "./key-availability";

export type KeyAction = {
  readonly change: RowChange;
  readonly label: string;
  /** Why it is off now; null where it is on. */
  readonly reason: string | null;
  readonly isDestructive: boolean;
};

/** @param mayDo operations that the user's role includes */
export function keyActions(item: KeyDetails, mayDo: readonly OperationName[]): readonly KeyAction[] {
  return [...KEY_CHANGES, ...MATERIAL_CHANGES].map((change) => ({
    change,
    label: change === "importMaterial" ? IMPORT_LABEL : CHANGE_WORDS[change].label,
    reason: changeRefusal(item, change, mayDo),
    isDestructive: change === "scheduleDeletion" || change === "deleteMaterial",
  }));
}

const LIKELY = {
  enabled: "disable",
  disabled: "enable",
  pendingDeletion: "cancelDeletion",
  pendingImport: "importMaterial",
} as const satisfies Record<string, RowChange>;

/** The one thing that most people want of a key in its state; null where it is not possible. */
export function likelyAction(item: KeyDetails, mayDo: readonly OperationName[]): KeyAction | null {
  const state = stateOf(item);
  const likely = state && keyActions(item, mayDo).find(({ change }) => change === LIKELY[state]);
  return likely && likely.reason === null ? likely : null;
}
