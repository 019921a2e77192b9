"use client";
import { useEffect, useRef, useState } from "react";
import { useWorkplace } from "#components/shell/workplace";
import { Button } from "#components/ui/button";
import { useToasts } from "#components/ui/toasts";
import { asFailure } from "#lib/console/browser/as-failure";
import { type KeySelection, SELECTED_MAX, withKeys } from "#lib/console/browser/bulk/key-selection";
import { matchingKeys } from "#lib/console/browser/queries/matching-keys";
import type { KeySearch } from "#lib/console/browser/search/key-search";
import { bulkWords } from "#lib/console/words/bulk-words";
import { words } from "#lib/console/words/words";
import type { ReplyOf } from "#lib/wire/catalog";

type Props = {
  page: ReplyOf<"searchKeys">;
  search: KeySearch;
  selection: KeySelection;
  onSelection: (selection: KeySelection) => void;
};

/** Where the whole page is selected and more keys match: the way to select those too. */
export default function SelectionNotice({ page, search, selection, onSelection }: Props) {
  const { project } = useWorkplace();
  const toasts = useToasts();
  const [gathered, setGathered] = useState<number | null>(null);
  /** How many keys matched when they were last gathered to the end. */
  const [found, setFound] = useState<number | null>(null);
  const gathering = useRef<AbortController>(null);
  // What is selected or deselected meanwhile counts: it is not overwritten by what was asked for before.
  // biome-ignore lint/correctness/useExhaustiveDependencies: each change of the selection ends the gathering
  useEffect(() => () => gathering.current?.abort(), [selection]);
  const { keys, matching, matching_is_exact: isExact } = page;
  const isWholePage = keys.length > 0 && keys.every((key) => selection.has(key.key_id));
  if (!isWholePage || (isExact && matching <= keys.length)) return null;
  const wanted = found ?? (isExact ? matching : SELECTED_MAX);
  const isAll = selection.size >= Math.min(wanted, SELECTED_MAX);

  const selectMatching = async () => {
    const controller = new AbortController();
    gathering.current = controller;
    setGathered(0);
    try {
      let next: KeySelection = new Map();
      for await (const some of matchingKeys(project.id, search, { tags: false, rotation: false, lastUse: false }, controller.signal)) {
        next = withKeys(next, some.slice(0, SELECTED_MAX - next.size), true);
        setGathered(next.size);
        if (next.size >= SELECTED_MAX) break;
      }
      if (controller.signal.aborted) return;
      setFound(next.size);
      onSelection(next);
    } catch (error) {
      if (controller.signal.aborted) return;
      const failure = asFailure(error);
      toasts.failure({ text: failure.message, requestId: failure.requestId });
    } finally {
      setGathered(null);
    }
  };
  return (
    <div className="tools-note">
      <p role="status" className="hint cut">
        {sentence(gathered, isAll, keys.length, selection.size)}
      </p>
      {gathered !== null ? (
        <Button look="link" onClick={() => gathering.current?.abort()}>
          {words.cancel}
        </Button>
      ) : null}
      {gathered === null && !isAll ? (
        <Button look="link" onClick={selectMatching}>
          {bulkWords.selectMatching(matching, isExact)}
        </Button>
      ) : null}
    </div>
  );
}

function sentence(gathered: number | null, isAll: boolean, onPage: number, selected: number): string {
  if (gathered !== null) return bulkWords.gathering(gathered);
  if (!isAll) return bulkWords.wholePage(onPage);
  return selected >= SELECTED_MAX ? bulkWords.firstSelected(selected) : bulkWords.allSelected(selected);
}
