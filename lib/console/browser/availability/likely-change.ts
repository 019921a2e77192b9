/** The one thing that most people want of a key in its state. Apart from the reasons of all others, for the list shows it at once. */
import type { OperationName } from "#lib/operations/catalog";
import type { KeyDetails } from "#lib/wire/kms/key-details";
import { fromWireState } from "#lib/wire/kms/key-state";
import { CHANGE_OPERATIONS, type RowChange } from "../../key-change";

const LIKELY = {
  enabled: "disable",
  disabled: "enable",
  pendingDeletion: "cancelDeletion",
  pendingImport: "importMaterial",
} as const satisfies Record<string, RowChange>;

/** Null where it is not possible. @param mayDo operations that the user's role includes */
export function likelyChange(
  item: Pick<KeyDetails, "key_state" | "default_key_flag" | "origin">,
  mayDo: readonly OperationName[],
): RowChange | null {
  const state = fromWireState(item.key_state);
  if (!state || item.default_key_flag === "1") return null;
  const change = LIKELY[state];
  const isOfItsKind = change !== "importMaterial" || item.origin === "external";
  return isOfItsKind && mayDo.includes(CHANGE_OPERATIONS[change]) ? change : null;
}
