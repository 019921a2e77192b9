/**
 * What can be done with a key, in the guide's order and words: one list for the row's menu and the head of its page, so that a
 * reason is written once. For showing only: the API decides.
 */
import type { OperationName } from "#lib/operations/catalog";
import type { KeyDetails } from "#lib/wire/kms/key-details";
import { KEY_CHANGES, MATERIAL_CHANGES, type RowChange } from "../../key-change";
import { CHANGE_LABELS } from "../../words/change-labels";
import { changeRefusal } from "./key-availability";

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
    label: CHANGE_LABELS[change],
    reason: changeRefusal(item, change, mayDo),
    isDestructive: change === "scheduleDeletion" || change === "deleteMaterial",
  }));
}
