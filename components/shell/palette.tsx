"use client";
import { useQuery } from "@tanstack/react-query";
import { Command } from "cmdk";
import { useRouter } from "next/navigation";
import { type KeyboardEvent, useEffect, useState } from "react";
import { FailureNotice } from "#components/patterns/failure-notice";
import { MiddleCut } from "#components/patterns/middle-cut";
import { goTo, type PaletteEntry, paletteGroups } from "#components/shell/palette-entries";
import { usePlace } from "#components/shell/workplace";
import { Dialog } from "#components/ui/dialog";
import { asFailure } from "#lib/console/browser/as-failure";
import { keyQueries } from "#lib/console/browser/queries/query-keys";
import { queryOperation } from "#lib/console/browser/queries/query-operation";
import { forgiveBlanks } from "#lib/console/browser/search/forgive-blanks";
import { statusLabel } from "#lib/console/browser/search/key-search";
import { shellWords } from "#lib/console/words/shell-words";
import type { RequestOf } from "#lib/wire/catalog";

/** More are fetched than shown, so that the one that is meant is among them. */
const FETCHED = 50;
const SHOWN = 8;
const MOVES = new Set(["ArrowDown", "ArrowUp", "Home", "End"]);

/**
 * Goes to a key by its alias or ID, to a page, or to an action, from the keyboard. Invariant: what is shown belongs to what is typed; Enter
 * before the keys' answer has come waits for it, unless somebody has moved to a row.
 */
export default function Palette({ onClose }: { onClose: () => void }) {
  const place = usePlace();
  const { project: current, basePath, mayDo } = place;
  const router = useRouter();
  const [typed, setTyped] = useState("");
  const [marked, setMarked] = useState("");
  const [hasMoved, setMoved] = useState(false);
  const [isAwaited, setAwaited] = useState(false);
  const text = forgiveBlanks(typed);
  const input = { search: text || undefined, limit: FETCHED };
  const mayFind = current !== null && mayDo.includes("searchKeys");
  const parts = useFoundKeys(input, mayFind);
  // However many keys contain the text, the one that is called so is among them.
  const whole = useFoundKeys({ key_alias: text, limit: 1 }, mayFind && text !== "");
  const error = parts.error ?? whole.error;
  const found = new Map([...(whole.data?.keys ?? []), ...(parts.data?.keys ?? [])].map((key) => [key.key_id, key]));
  const keys: PaletteEntry[] = [...found.values()].map((key) => ({
    id: key.key_id,
    text: key.key_alias,
    aside: statusLabel(key.key_state),
    href: `${basePath}/keys/${key.key_id}?tab=tool`,
  }));
  keys.sort((one, other) => nearness(other, text) - nearness(one, text));
  const shown = keys.slice(0, SHOWN);
  const groups = [...(shown.length > 0 ? [{ heading: shellWords.keys, entries: shown }] : []), ...paletteGroups(place, text)];
  const entries = groups.flatMap((group) => group.entries);
  const chosen = (hasMoved && entries.find(({ id }) => id === marked)) || entries[0];
  const isWaiting = parts.isLoading || whole.isLoading;

  const go = (entry: PaletteEntry | undefined) => {
    if (!entry) return;
    onClose();
    goTo(entry, router.push);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the answer for which Enter waits has come
  useEffect(() => {
    if (!isAwaited || isWaiting) return;
    setAwaited(false);
    if (!error) go(chosen);
  }, [isAwaited, isWaiting]);
  const handleKey = (event: KeyboardEvent) => {
    if (MOVES.has(event.key)) setMoved(true);
    if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
    event.preventDefault();
    if (isWaiting && !hasMoved) setAwaited(true);
    else go(chosen);
  };

  return (
    <Dialog title={shellWords.search} onClose={onClose}>
      <Command
        className="palette"
        label={shellWords.searchHint}
        shouldFilter={false}
        loop
        value={chosen?.id ?? ""}
        onValueChange={setMarked}
        onKeyDown={handleKey}
        onPointerMove={({ movementX, movementY }) => (movementX || movementY) && setMoved(true)}
      >
        <Command.Input
          className="input"
          placeholder={shellWords.searchHint}
          value={typed}
          onValueChange={(next) => {
            setTyped(next);
            setMoved(false);
            setAwaited(false);
          }}
        />
        {error ? <FailureNotice failure={asFailure(error)} /> : null}
        <Command.List className="palette-list" label={shellWords.search}>
          {groups.map(({ heading, entries: rows }) => (
            <Command.Group key={heading} heading={heading}>
              {rows.map((entry) => (
                <Command.Item key={entry.id} value={entry.id} className="menu-item" onSelect={() => go(entry)}>
                  <span className="min-w-0 flex-1 strong">
                    <MiddleCut text={entry.text} />
                  </span>
                  {entry.aside ? <span className="hint">{entry.aside}</span> : null}
                </Command.Item>
              ))}
            </Command.Group>
          ))}
        </Command.List>
        <p role="status" className="hint">
          {isWaiting ? shellWords.searching : entries.length === 0 ? shellWords.nothingFound : ""}
        </p>
      </Command>
    </Dialog>
  );
}

/** What the service finds now; an answer lives as long as its text stands in the palette. */
function useFoundKeys(input: RequestOf<"searchKeys">, isEnabled: boolean) {
  const { project } = usePlace();
  return useQuery({
    queryKey: keyQueries.search(project?.id ?? "", input),
    queryFn: ({ signal }) => queryOperation("searchKeys", project?.id ?? "", input, signal),
    enabled: isEnabled,
    gcTime: 0,
  });
}

/** Who types a whole alias or ID means that key, and who types a beginning rather one that begins so, in whatever case. */
function nearness({ id, text }: PaletteEntry, typed: string): number {
  if (id === typed || text === typed) return 3;
  const [lower, wanted] = [text.toLowerCase(), typed.toLowerCase()];
  if (lower === wanted) return 2;
  return lower.startsWith(wanted) ? 1 : 0;
}
