/** Why a key cannot be the subject of an operation as it is now; null where it can. One answer for one key and for many. */
import { KmsError } from "#lib/domain/errors";
import type { Key } from "#lib/domain/key";
import { KEY_STATES, transitionRefusal } from "#lib/domain/key-state";
import type { OperationRow } from "#lib/operations/operation";

export function stateRefusal(row: OperationRow, key: Pick<Key, "isDefault" | "state">): KmsError | null {
  if (key.isDefault && !row.defaultKeys) return new KmsError("defaultKeyProtected");
  if (row.allowedStates.includes(key.state)) return null;
  const refusal = row.transition === undefined ? KEY_STATES[key.state].useRefusal : transitionRefusal(key.state, row.transition);
  return new KmsError(refusal ?? "internal");
}
