/**
 * Key states and their transitions (user guide §2.4 and Table 2-10).
 * Invariant: one stored state; it changes only by a row of `TRANSITIONS`. Guards, the conditional UPDATE,
 * buttons with the reason they are off, and the README's diagram all read these two tables.
 */
import type { ErrorCode } from "./errors";

type StateRow = {
  /** The guide's word, shown in the console. */
  readonly label: string;
  /** Why an operation that needs an enabled key is refused in this state; null where it is not. */
  readonly useRefusal: ErrorCode | null;
};

export const KEY_STATES = {
  enabled: { label: "Enabled", useRefusal: null },
  disabled: { label: "Disabled", useRefusal: "keyDisabled" },
  pendingDeletion: { label: "Pending deletion", useRefusal: "keyPendingDeletion" },
  pendingImport: { label: "Pending import", useRefusal: "keyNotEnabled" },
} as const satisfies Record<string, StateRow>;

export type KeyState = keyof typeof KEY_STATES;
export const KEY_STATE_NAMES = Object.keys(KEY_STATES) as [KeyState, ...KeyState[]];

type TransitionRow = {
  readonly from: readonly KeyState[];
  readonly to: KeyState;
  /** The refusal where the state is not in `from` and no more exact row of `refusals` fits. */
  readonly refusal: ErrorCode;
  readonly refusals?: Partial<Record<KeyState, ErrorCode>>;
  /** The guide's name of the button. */
  readonly label: string;
};

/** event → from[] → to. Where the end depends on whether the key has material, there are two rows. */
export const TRANSITIONS = {
  enable: {
    from: ["disabled"],
    to: "enabled",
    refusal: "keyNotDisabled",
    refusals: { pendingDeletion: "keyPendingDeletion" },
    label: "Enable",
  },
  disable: {
    from: ["enabled"],
    to: "disabled",
    refusal: "keyNotEnabled",
    refusals: { pendingDeletion: "keyPendingDeletion" },
    label: "Disable",
  },
  scheduleDeletion: {
    from: ["enabled", "disabled", "pendingImport"],
    to: "pendingDeletion",
    refusal: "keyAlreadyPendingDeletion",
    label: "Delete",
  },
  cancelDeletion: {
    from: ["pendingDeletion"],
    to: "disabled",
    refusal: "keyNotPendingDeletion",
    label: "Cancel Deletion",
  },
  cancelDeletionWithoutMaterial: {
    from: ["pendingDeletion"],
    to: "pendingImport",
    refusal: "keyNotPendingDeletion",
    label: "Cancel Deletion",
  },
  importMaterial: {
    from: ["pendingImport"],
    to: "enabled",
    refusal: "keyNotPendingImport",
    label: "Import Key Material",
  },
  deleteMaterial: {
    from: ["enabled", "disabled"],
    to: "pendingImport",
    refusal: "materialNotDeletable",
    label: "Delete Key Material",
  },
} as const satisfies Record<string, TransitionRow>;

export type KeyEvent = keyof typeof TRANSITIONS;
export const KEY_EVENTS = Object.keys(TRANSITIONS) as [KeyEvent, ...KeyEvent[]];

/** Whether the table has a way from `state` by `event`. */
export function canTransition(state: KeyState, event: KeyEvent): boolean {
  return (TRANSITIONS[event].from as readonly KeyState[]).includes(state);
}

/** The state after `event`, or null where the table has no such way. */
export function nextState(state: KeyState, event: KeyEvent): KeyState | null {
  return canTransition(state, event) ? TRANSITIONS[event].to : null;
}

/** The refusal that tells why `event` is not possible in `state`; null where it is possible. */
export function transitionRefusal(state: KeyState, event: KeyEvent): ErrorCode | null {
  if (canTransition(state, event)) return null;
  const row: TransitionRow = TRANSITIONS[event];
  return row.refusals?.[state] ?? row.refusal;
}

/** Which of the two cancel rows fits: without material a key can only wait for its import again (guide §2.4.5). */
export function cancelDeletionEvent(hasMaterial: boolean): "cancelDeletion" | "cancelDeletionWithoutMaterial" {
  return hasMaterial ? "cancelDeletion" : "cancelDeletionWithoutMaterial";
}
