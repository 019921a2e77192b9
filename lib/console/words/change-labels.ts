/** Names of what can be done to keys (guide §2.3 and §2.4): apart from the dialogs' sentences, for the list shows them at once. */
import type { RowChange } from "../key-change";

export const CHANGE_LABELS = {
  enable: "Enable",
  disable: "Disable",
  scheduleDeletion: "Delete",
  cancelDeletion: "Cancel Deletion",
  importMaterial: "Import Key Material",
  deleteMaterial: "Delete Key Material",
} as const satisfies Record<RowChange, string>;
