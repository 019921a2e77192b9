/**
 * Key states on the wire: a digit for each (api-reference §2.0). "1", waiting for activation, is published, and no key is ever in it.
 * Without codecs, so that a page that shows a state needs no more than this table.
 */
import { KEY_STATE_NAMES, type KeyState } from "#lib/domain/key-state";

export const WIRE_STATES = {
  enabled: "2",
  disabled: "3",
  pendingDeletion: "4",
  pendingImport: "5",
} as const satisfies Record<KeyState, string>;

/** The domain's word for a wire state, or undefined. */
export function fromWireState(wire: string): KeyState | undefined {
  return KEY_STATE_NAMES.find((state) => WIRE_STATES[state] === wire);
}
