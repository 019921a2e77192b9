/** A change to many keys: what is done, and to which. */
import type { Tag } from "#lib/domain/tag";
import type { BulkChange } from "../../key-change";
import type { SelectedKey } from "./selected-key";

/** A key that was not changed, and why. */
export type LeftKey = { readonly key: SelectedKey; readonly reason: string };

export type BulkJob = {
  readonly change: BulkChange;
  readonly keys: readonly SelectedKey[];
  /** Left out beforehand, because no state of the key would allow it. */
  readonly leftOut: readonly LeftKey[];
  /** Of a deletion: days until the keys are destroyed. */
  readonly pendingDays?: number;
  /** Those that are added or removed. */
  readonly tags?: readonly Tag[];
};
