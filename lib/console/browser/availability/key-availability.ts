/**
 * Which changes the state table and the user's role allow for a key, and the reason where they do not.
 * For showing only: the API decides.
 */
import { ERRORS } from "#lib/domain/errors";
import { isKeyPair, type KeySpec } from "#lib/domain/key-spec";
import type { KeyState } from "#lib/domain/key-state";
import type { OperationName } from "#lib/operations/catalog";
import type { KeyDetails } from "#lib/wire/kms/key-details";
import { fromWireState } from "#lib/wire/kms/key-state";
import { CHANGE_OPERATIONS, type RowChange } from "../../key-change";
import { defaultKeyReason } from "../../words/default-key-words";
import { stateWords } from "../../words/state-words";
import { words } from "../../words/words";
import { stateRefusal } from "./state-refusal";

/** What is needed of a key to say what may be done with it. */
export type KeyFacts = Pick<KeyDetails, "key_state" | "default_key_flag"> & Partial<Pick<KeyDetails, "origin" | "key_spec">>;

export function stateOf(key: Pick<KeyDetails, "key_state">): KeyState | undefined {
  return fromWireState(key.key_state);
}

/** Why the operation is not possible in any state of the key; null where its state decides. */
export function lastingRefusal(key: KeyFacts, operation: OperationName, mayDo: readonly OperationName[]): string | null {
  if (!mayDo.includes(operation)) return words.unavailable.permission;
  return key.default_key_flag === "1" ? defaultKeyReason(operation) : null;
}

/** Why the change is not possible now; null where it is. @param mayDo operations that the user's role includes */
export function changeRefusal(key: KeyFacts, change: RowChange, mayDo: readonly OperationName[]): string | null {
  const lasting = lastingRefusal(key, CHANGE_OPERATIONS[change], mayDo);
  if (lasting) return lasting;
  const isOfMaterial = change === "importMaterial" || change === "deleteMaterial";
  if (isOfMaterial && key.origin !== "external") return stateWords.notExternal;
  if (change === "deleteMaterial" && isKeyPair(key.key_spec as KeySpec)) return ERRORS.pairMaterialNotDeletable.message;
  const state = stateOf(key);
  if (!state) return ERRORS.internal.message;
  const reason = stateWords.reason(change, state);
  return reason === undefined ? null : stateWords.sentence(reason);
}

type BelongingsOperation = "createKeyTag" | "deleteKeyTag" | "batchKeyTags" | "createGrant" | "revokeGrant";

/** Why tags or grants of a key cannot be changed now (guide §2.6.1 and §2.8.1); null where they can. */
export function belongingsRefusal(key: KeyFacts, operation: BelongingsOperation, mayDo: readonly OperationName[]): string | null {
  const lasting = lastingRefusal(key, operation, mayDo);
  if (lasting) return lasting;
  const state = stateOf(key);
  if (operation === "revokeGrant") return null;
  // Only an enabled key takes grants; tags are taken by every key that is not on its way out.
  return operation === "createGrant" || state === "pendingDeletion" ? stateRefusal(state) : null;
}

/** Why alias and description cannot be edited (guide §2.4.1 NOTE); null where they can. */
export function editRefusal(
  key: KeyFacts,
  operation: "updateKeyAlias" | "updateKeyDescription",
  mayDo: readonly OperationName[],
): string | null {
  const lasting = lastingRefusal(key, operation, mayDo);
  if (lasting) return lasting;
  return stateOf(key) === "pendingDeletion" ? ERRORS.keyPendingDeletion.message : null;
}
