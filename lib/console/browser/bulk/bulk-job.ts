/** A change to many keys: what is done, and to which. */
import type { Tag } from "#lib/domain/tag";
import type { RequestOf } from "#lib/wire/catalog";
import { bulkWords } from "../../words/bulk-words";
import { CHANGE_WORDS, type KEY_CHANGES } from "../../words/change-words";
import type { SelectedKey } from "./key-selection";

export type BulkAct = (typeof KEY_CHANGES)[number] | "addTags" | "removeTags";

type BulkRow = {
  /** `action` of the operation `changeKeys`. */
  readonly action: RequestOf<"changeKeys">["action"];
  /** For a summary: "3 disabled". */
  readonly past: string;
};

export const BULK_ACTS: Readonly<Record<BulkAct, BulkRow>> = {
  enable: { action: "enable", past: CHANGE_WORDS.enable.past },
  disable: { action: "disable", past: CHANGE_WORDS.disable.past },
  scheduleDeletion: { action: "schedule_deletion", past: CHANGE_WORDS.scheduleDeletion.past },
  cancelDeletion: { action: "cancel_deletion", past: CHANGE_WORDS.cancelDeletion.past },
  addTags: { action: "create_tags", past: bulkWords.tagsAdded },
  removeTags: { action: "delete_tags", past: bulkWords.tagsRemoved },
};

/** What goes with the act. */
export type BulkDetails = { readonly pendingDays?: number; readonly tags?: readonly Tag[] };

/** A key that was not changed, and why. */
export type LeftKey = { readonly key: SelectedKey; readonly reason: string };

export type BulkJob = BulkDetails & {
  readonly act: BulkAct;
  readonly keys: readonly SelectedKey[];
  /** Left out beforehand, because no state of the key would allow it. */
  readonly leftOut: readonly LeftKey[];
};
