// biome-ignore-all lint/a11y/useKeyWithClickEvents: the combobox keeps the focus and handles the keys of its options
"use client";
import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type KeyboardEvent, useId, useState } from "react";
import { useWorkplace } from "#components/shell/workplace";
import { Dialog } from "#components/ui/dialog";
import { keyQueries } from "#lib/console/browser/queries/query-keys";
import { queryOperation } from "#lib/console/browser/queries/query-operation";
import { statusLabel } from "#lib/console/browser/search/key-search";
import { createWords } from "#lib/console/words/create-words";
import { shellWords } from "#lib/console/words/shell-words";

type Entry = { readonly id: string; readonly group: string; readonly text: string; readonly aside: string; readonly href: string };

/** Goes to a key by its alias or ID, to a page, or to an action, from the keyboard. */
export default function Palette({ onClose }: { onClose: () => void }) {
  const { project, basePath, mayDo } = useWorkplace();
  const router = useRouter();
  const listId = useId();
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const input = { search: text || undefined, limit: 8 };
  const found = useQuery({
    queryKey: keyQueries.search(project.id, input),
    queryFn: ({ signal }) => queryOperation("searchKeys", project.id, input, signal),
    placeholderData: (previous) => previous,
    enabled: mayDo.includes("searchKeys"),
  });
  const fixed: Entry[] = [
    { id: "create", group: shellWords.actions, text: createWords.button, aside: "c", href: `${basePath}/keys?create=1` },
    { id: "keys", group: shellWords.goTo, text: shellWords.keys, aside: "", href: `${basePath}/keys` },
    { id: "system", group: shellWords.goTo, text: shellWords.system, aside: "", href: `${basePath}/system` },
    { id: "credentials", group: shellWords.goTo, text: shellWords.myCredentials, aside: "", href: `${basePath}/my-credentials` },
  ];
  const keys = (found.data?.keys ?? []).map((key) => ({
    id: key.key_id,
    group: shellWords.keys,
    text: key.key_alias,
    aside: statusLabel(key.key_state),
    href: `${basePath}/keys/${key.key_id}?tab=tool`,
  }));
  const entries = [...keys, ...fixed.filter((entry) => entry.text.toLowerCase().includes(text.toLowerCase()))];
  const chosen = Math.min(at, entries.length - 1);
  const go = (entry: Entry | undefined) => {
    if (!entry) return;
    onClose();
    router.push(entry.href);
  };
  const handleKey = (event: KeyboardEvent) => {
    const to = { ArrowDown: chosen + 1, ArrowUp: chosen - 1 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      setAt((to + entries.length) % Math.max(entries.length, 1));
    } else if (event.key === "Enter") {
      event.preventDefault();
      go(entries[chosen]);
    }
  };
  return (
    <Dialog title={shellWords.search} onClose={onClose}>
      <div className="dialog-body">
        <input
          className="input"
          role="combobox"
          aria-label={shellWords.searchHint}
          aria-expanded="true"
          aria-controls={listId}
          aria-activedescendant={entries[chosen] ? `${listId}-${chosen}` : undefined}
          aria-autocomplete="list"
          autoComplete="off"
          placeholder={shellWords.searchHint}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setAt(0);
          }}
          onKeyDown={handleKey}
        />
        <div id={listId} role="listbox" aria-label={shellWords.search} className="grid min-h-40 content-start">
          {entries.map((entry, index) => (
            <div
              key={entry.id}
              id={`${listId}-${index}`}
              role="option"
              aria-selected={index === chosen}
              tabIndex={-1}
              className="menu-item cursor-pointer"
              onMouseEnter={() => setAt(index)}
              onClick={() => go(entry)}
            >
              <span className="w-14 shrink-0 text-xs text-muted">{entry.group}</span>
              <span className="min-w-0 flex-1 truncate font-medium">{entry.text}</span>
              <span className="text-xs text-muted">{entry.aside}</span>
            </div>
          ))}
        </div>
        {entries.length === 0 ? <p className="text-sm text-muted">{shellWords.nothingFound}</p> : null}
      </div>
    </Dialog>
  );
}
