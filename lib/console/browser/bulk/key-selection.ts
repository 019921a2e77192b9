/** The keys that are selected in the list, over all pages. */
import type { KeyDetails } from "#lib/wire/kms/key-details";
import { type BulkOutcome, leftOf } from "./bulk-outcome";
import { type SelectedKey, toSelected } from "./selected-key";

export type KeySelection = ReadonlyMap<string, SelectedKey>;

export const NOTHING_SELECTED: KeySelection = new Map();
/** What is changed in one go at most; more is work for a program. */
export const SELECTED_MAX = 10_000;

export function withKeys(selection: KeySelection, keys: readonly KeyDetails[], isOn: boolean): KeySelection {
  const next = new Map(selection);
  for (const key of keys) {
    if (isOn) next.set(key.key_id, toSelected(key));
    else next.delete(key.key_id);
  }
  return next;
}

/** What was changed leaves the selection; what was not stays, in the state that the API saw. */
export function withOutcome(selection: KeySelection, outcome: BulkOutcome): KeySelection {
  const next = new Map(selection);
  for (const id of outcome.done) next.delete(id);
  for (const { key } of leftOf(outcome)) if (next.has(key.key_id)) next.set(key.key_id, key);
  return next;
}

/** Without a key that was changed by itself: its remembered state is old. */
export function withoutKey(selection: KeySelection, id: string): KeySelection {
  if (!selection.has(id)) return selection;
  const next = new Map(selection);
  next.delete(id);
  return next;
}

/** The selected keys, those of the page as the page shows them now. */
export function chosenOf(selection: KeySelection, page: readonly KeyDetails[]): readonly SelectedKey[] {
  if (selection.size === 0) return [];
  const fresh = new Map(page.map((key) => [key.key_id, key]));
  return [...selection.values()].map((key) => fresh.get(key.key_id) ?? key);
}
