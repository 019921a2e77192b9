/** Why a key's state does not allow a change: as it stands behind an alias, and as a sentence. */
import type { KeyState } from "#lib/domain/key-state";
import type { RowChange } from "../key-change";

const GOING = "pending deletion";
const WAITING = "pending import";
const UNPLANNED = "no deletion is scheduled";
const HAS_MATERIAL = "the key has its key material already";

/** By change and state; what is not here is possible. */
const REASONS: Readonly<Record<RowChange, Partial<Record<KeyState, string>>>> = {
  enable: { enabled: "already enabled", pendingDeletion: GOING, pendingImport: WAITING },
  disable: { disabled: "already disabled", pendingDeletion: GOING, pendingImport: WAITING },
  scheduleDeletion: { pendingDeletion: "already pending deletion" },
  cancelDeletion: { enabled: UNPLANNED, disabled: UNPLANNED, pendingImport: UNPLANNED },
  importMaterial: { enabled: HAS_MATERIAL, disabled: HAS_MATERIAL, pendingDeletion: GOING },
  deleteMaterial: { pendingDeletion: GOING, pendingImport: "the key has no key material" },
};

export const stateWords = {
  /** "already disabled"; undefined where the state allows the change. */
  reason: (change: RowChange, state: KeyState): string | undefined => REASONS[change][state],
  /** "The key is already disabled." */
  sentence: (reason: string): string =>
    reason.startsWith("no ") || reason.startsWith("the ") ? `${reason[0]?.toUpperCase()}${reason.slice(1)}.` : `The key is ${reason}.`,
  defaultKey: "default master key",
  notExternal: "Only for keys of origin External.",
} as const;
