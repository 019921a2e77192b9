/** Why a key cannot be used in its state, in the words of the screens. */
import { ERRORS } from "#lib/domain/errors";
import { KEY_STATES, type KeyState } from "#lib/domain/key-state";
import { words } from "../../words/words";

/** Null where the state allows use. */
export function stateRefusal(state: KeyState | undefined): string | null {
  if (state === undefined) return ERRORS.internal.message;
  // The API's sentence holds for every state but Enabled; here the state is known.
  if (state === "pendingImport") return words.unavailable.pendingImport;
  const { useRefusal } = KEY_STATES[state];
  return useRefusal && ERRORS[useRefusal].message;
}
