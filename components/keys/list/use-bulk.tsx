"use client";
import { useCallback, useMemo, useState } from "react";
import type { BulkJob } from "#lib/console/browser/bulk/bulk-job";
import { type BulkOutcome, leftOf, retryOf } from "#lib/console/browser/bulk/bulk-outcome";
import { chosenOf, NOTHING_SELECTED, withKeys, withOutcome, withoutKey } from "#lib/console/browser/bulk/key-selection";
import type { SelectedKey } from "#lib/console/browser/bulk/selected-key";
import type { FoundKey } from "#lib/wire/kms/key-details";

/** A change of which something is left. */
type Left = { readonly job: BulkJob; readonly outcome: BulkOutcome };

/**
 * What is selected in the list, and what became of changes to it.
 * @param narrowing what the list is searched by: what another search found is no longer in sight and must not be changed unseen
 */
export function useBulk(keys: readonly FoundKey[], narrowing: string) {
  const [selection, setSelection] = useState(NOTHING_SELECTED);
  const [left, setLeft] = useState<Left | null>(null);
  const [selectedIn, setSelectedIn] = useState(narrowing);
  if (narrowing !== selectedIn) {
    setSelectedIn(narrowing);
    setSelection(NOTHING_SELECTED);
  }
  const chosen = useMemo(() => chosenOf(selection, keys), [selection, keys]);
  const select = useCallback((some: readonly FoundKey[], isOn: boolean) => setSelection((old) => withKeys(old, some, isOn)), []);
  const finish = (job: BulkJob, outcome: BulkOutcome) => {
    setLeft(leftOf(outcome).length > 0 ? { job, outcome } : null);
    setSelection((old) => withOutcome(old, outcome));
  };
  return {
    selection,
    setSelection,
    chosen,
    select,
    clear: () => setSelection(NOTHING_SELECTED),
    finish,
    /** A key that was changed by itself. */
    finishOne: (key: SelectedKey) => setSelection((old) => withoutKey(old, key.key_id)),
    left,
    /** What can be tried again of it; null where there is nothing. */
    retry: left ? retryOf(left.job, left.outcome) : null,
    dismiss: () => setLeft(null),
  };
}
