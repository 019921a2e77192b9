/** Which changes of rotation a key, its state and the user's role allow, and the reason where they do not. For showing only: the API decides. */
import { ERRORS } from "#lib/domain/errors";
import type { KeySpec } from "#lib/domain/key-spec";
import { rotationRefusal } from "#lib/domain/rotation";
import { OPERATIONS, type OperationName } from "#lib/operations/catalog";
import type { OperationRow } from "#lib/operations/operation";
import type { KeyDetails } from "#lib/wire/kms/key-details";
import { rotationWords } from "../../words/rotation-words";
import { words } from "../../words/words";
import { stateOf } from "./key-availability";
import { stateRefusal } from "./state-refusal";

const OPERATIONS_OF = {
  enable: "enableKeyRotation",
  edit: "updateKeyRotationInterval",
  disable: "disableKeyRotation",
  rotate: "rotateOnDemand",
  replace: "replaceKey",
} as const satisfies Record<string, OperationName>;

export type RotationChange = keyof typeof OPERATIONS_OF;

/** Why a key of this kind cannot be rotated by KMS (Table 2-12); null where it can. */
export function keyRotationRefusal(item: Pick<KeyDetails, "default_key_flag" | "key_spec" | "origin">): string | null {
  const refusal = rotationRefusal({ isDefault: item.default_key_flag === "1", spec: item.key_spec as KeySpec, origin: item.origin });
  return refusal && (rotationWords.refusals[refusal] ?? ERRORS[refusal].message);
}

/** Why the change is off now; null where it is not. */
export function rotationChangeRefusal(item: KeyDetails, change: RotationChange, mayDo: readonly OperationName[]): string | null {
  const row: OperationRow = OPERATIONS[OPERATIONS_OF[change]];
  if (!mayDo.includes(OPERATIONS_OF[change])) return words.unavailable.permission;
  const lasting = change === "replace" ? null : keyRotationRefusal(item);
  if (lasting) return lasting;
  const state = stateOf(item);
  if (state === undefined || row.allowedStates.includes(state)) return null;
  return stateRefusal(state);
}
