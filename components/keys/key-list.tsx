"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Download, Plus } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { BulkBar } from "#components/keys/bulk-bar";
import { type ChangeRequest, KeyDialogs } from "#components/keys/key-dialogs";
import { KeyListBody } from "#components/keys/key-list-body";
import { KeyPager } from "#components/keys/key-pager";
import { KeyToolbar } from "#components/keys/key-toolbar";
import { useWorkplace } from "#components/shell/workplace";
import { Button } from "#components/ui/button";
import { queryOperation } from "#lib/console/browser-query";
import { changed, toSearchInput } from "#lib/console/key-search";
import { keyQueries } from "#lib/console/query-keys";
import { useKeySearch } from "#lib/console/use-key-search";
import { useShortcuts } from "#lib/console/use-shortcuts";
import { words } from "#lib/console/words";

/** The key list with all that acts on it. What is shown lives in the URL; what is selected lives here. */
export function KeyList() {
  const { project, mayDo } = useWorkplace();
  const [search, setSearch] = useKeySearch();
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [isCreating, setCreating] = useState(false);
  const [change, setChange] = useState<ChangeRequest | null>(null);
  const filter = useRef<HTMLInputElement>(null);
  const input = toSearchInput(search);
  const query = useQuery({
    queryKey: keyQueries.search(project.id, input),
    queryFn: ({ signal }) => queryOperation("searchKeys", project.id, input, signal),
    placeholderData: keepPreviousData,
  });
  const keys = query.data?.keys ?? [];
  const chosen = keys.filter((key) => selected.has(key.key_id));
  const mayImport = mayDo.includes("createKey") && mayDo.includes("importKeyMaterial");
  const importRefusal = mayImport ? null : words.unavailable.permission;
  const createRefusal = mayDo.includes("createKey") ? null : words.unavailable.permission;

  useShortcuts(
    useMemo(
      () => ({
        "/": () => filter.current?.focus(),
        c: () => createRefusal ?? setCreating(true),
        j: () => moveRow(1),
        k: () => moveRow(-1),
      }),
      [createRefusal],
    ),
  );
  useEffect(() => {
    // The palette's action leads here with `create`; it is used once and leaves the URL.
    if (new URLSearchParams(window.location.search).has("create")) {
      window.history.replaceState(null, "", window.location.pathname);
      setCreating(true);
    }
  }, []);

  return (
    <>
      <div className="flex flex-wrap items-start gap-x-4 gap-y-3">
        <div className="min-w-0 flex-1 basis-72">
          <h1>{words.keys.title}</h1>
          <p className="mt-0.5 text-muted">
            {words.keys.lead}{" "}
            <span className="whitespace-nowrap">{query.data ? words.keys.quota(query.data.used, query.data.quota) : ""}</span>
          </p>
        </div>
        <Button reason={importRefusal} onClick={() => setChange({ kind: "importMaterial", keys: [] })}>
          <Download size={16} aria-hidden />
          {words.create.importButton}
        </Button>
        <Button kind="primary" reason={createRefusal} onClick={() => setCreating(true)} aria-keyshortcuts="c">
          <Plus size={16} aria-hidden />
          {words.create.button}
        </Button>
      </div>
      <KeyToolbar search={search} onChange={setSearch} filterRef={filter} />
      <BulkBar chosen={chosen} onChange={(kind) => setChange({ kind, keys: chosen })} search={search} onSearch={setSearch} />
      <section className="panel">
        <KeyListBody
          query={query}
          search={search}
          onSearch={setSearch}
          selected={selected}
          onSelect={setSelected}
          onChangeKey={(kind, key) => setChange({ kind, keys: [key] })}
          onCreate={createRefusal ? null : () => setCreating(true)}
        />
        <KeyPager search={search} nextCursor={query.data?.next_cursor ?? ""} onChange={setSearch} />
      </section>
      <KeyDialogs
        isCreating={isCreating}
        onCreated={() => search.trail.length > 0 && setSearch(changed(search, {}))}
        onCreateClose={() => setCreating(false)}
        change={change}
        onChangeClose={() => setChange(null)}
        onChanged={(outcome) => setSelected(new Set([...outcome.skipped, ...outcome.failed].map((key) => key.keyId)))}
      />
    </>
  );
}

/** Moves the focus from row to row, on the alias links. */
function moveRow(step: 1 | -1): void {
  const links = [...document.querySelectorAll<HTMLElement>("main tbody .cell-alias a")];
  const row = document.activeElement?.closest("tr");
  const at = links.findIndex((link) => link.closest("tr") === row);
  links[at === -1 ? 0 : Math.min(Math.max(at + step, 0), links.length - 1)]?.focus();
}
