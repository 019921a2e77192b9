/** Words of the selection and of changes to many keys. */
import type { BulkChange } from "../key-change";
import { CHANGE_WORDS } from "./change-words";
import { count, noun, plural } from "./plural";

export const bulkWords = {
  wholePage: (number: number) =>
    number === 1 ? "The one key on this page is selected." : `All ${count(number)} keys on this page are selected.`,
  selectMatching: (number: number, isExact: boolean) => `Select all ${count(number)}${isExact ? "" : "+"} that match`,
  gathering: (done: number) => `Selecting keys: ${count(done)}`,
  allSelected: (number: number) =>
    number === 1 ? "The one key that matches is selected." : `All ${count(number)} keys that match are selected.`,
  firstSelected: (number: number) =>
    `The first ${plural(number, "key")} of those that match ${noun(number, "is", "are")} selected. More cannot be changed in one go.`,
  clear: "Clear",
  clearSelection: "Clear selection",
  progress: "Progress",
  progressLine: (done: number, total: number) => `${count(done)} of ${plural(total, "key")}`,
  cancelHint: "Cancel stops after the keys that are under way. What is done stays done.",
  stopping: "Stopping after the keys that are under way…",
  notReached: "not reached, because the change was canceled",
  notReachedAfterFailure: "not reached, because the service failed",
  mayHave: (past: string) => `may have been ${past}`,
  lost: (past: string) => `may have been ${past}: the answer did not arrive`,
  notNamed: "the service did not tell what became of it",
  isDefaultKey: (alias: string) => `${alias} is a default master key`,
  leftList: "Keys that were not changed",
  moreLines: (number: number) => `and ${count(number)} more`,
  /** For a summary: "3 disabled". */
  past: {
    enable: CHANGE_WORDS.enable.past,
    disable: CHANGE_WORDS.disable.past,
    scheduleDeletion: CHANGE_WORDS.scheduleDeletion.past,
    cancelDeletion: CHANGE_WORDS.cancelDeletion.past,
    addTags: "tagged",
    removeTags: "untagged",
  } satisfies Record<BulkChange, string>,
} as const;
