"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Download, Plus } from "lucide-react";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { type ChangeRequest, KeyDialogs, toChangeRequest } from "#components/keys/dialogs/key-dialogs";
import { BulkBar } from "#components/keys/list/bulk-bar";
import { BulkOutcomePanel } from "#components/keys/list/bulk-outcome-panel";
import { KeyListBody } from "#components/keys/list/key-list-body";
import { KeyPager } from "#components/keys/list/key-pager";
import { KeyToolbar } from "#components/keys/list/key-toolbar";
import { SelectionNotice } from "#components/keys/list/selection-notice";
import { useWorkplace } from "#components/shell/workplace";
import { Button } from "#components/ui/button";
import type { BulkJob } from "#lib/console/browser/bulk/bulk-job";
import { type BulkOutcome, leftOf, retryOf } from "#lib/console/browser/bulk/bulk-outcome";
import { chosenOf, NOTHING_SELECTED, withKeys, withOutcome, withoutKey } from "#lib/console/browser/bulk/key-selection";
import { keyQueries } from "#lib/console/browser/queries/query-keys";
import { queryOperation } from "#lib/console/browser/queries/query-operation";
import { changed, narrowingOf, toSearchInput } from "#lib/console/browser/search/key-search";
import { useKeySearch } from "#lib/console/browser/search/use-key-search";
import { useShortcuts } from "#lib/console/browser/use-shortcuts";
import type { RowChange } from "#lib/console/key-change";
import { createWords } from "#lib/console/words/create-words";
import { listWords } from "#lib/console/words/list-words";
import { words } from "#lib/console/words/words";
import type { KeyDetails } from "#lib/wire/kms/key-details";

const NO_KEYS: readonly KeyDetails[] = [];
/** A change of which something is left. */
type Left = { readonly job: BulkJob; readonly outcome: BulkOutcome };

/** The key list with all that can be done from it. What is shown lives in the URL; what is selected lives here. */
export function KeyList() {
  const { project, mayDo } = useWorkplace();
  const [search, setSearch] = useKeySearch();
  const [selection, setSelection] = useState(NOTHING_SELECTED);
  const [left, setLeft] = useState<Left | null>(null);
  const [isCreating, setCreating] = useState(false);
  const [change, setChange] = useState<ChangeRequest | null>(null);
  const filter = useRef<HTMLInputElement>(null);
  const input = toSearchInput(search);
  const query = useQuery({
    queryKey: keyQueries.search(project.id, input),
    queryFn: ({ signal }) => queryOperation("searchKeys", project.id, input, signal),
    placeholderData: keepPreviousData,
  });
  const keys = query.data?.keys ?? NO_KEYS;
  const chosen = useMemo(() => chosenOf(selection, keys), [selection, keys]);
  const narrowing = narrowingOf(search);
  const [selectedIn, setSelectedIn] = useState(narrowing);
  // What another search found is no longer in sight: it must not be changed unseen.
  if (narrowing !== selectedIn) {
    setSelectedIn(narrowing);
    setSelection(NOTHING_SELECTED);
  }
  const select = useCallback((some: readonly KeyDetails[], isOn: boolean) => setSelection((old) => withKeys(old, some, isOn)), []);
  const changeKey = useCallback((kind: RowChange | "rotate", key: KeyDetails) => setChange(toChangeRequest(kind, key)), []);
  const finish = (job: BulkJob, outcome: BulkOutcome) => {
    const rest = leftOf(outcome);
    setLeft(rest.length > 0 ? { job, outcome } : null);
    setSelection((old) => withOutcome(old, outcome));
  };
  const retry = left ? retryOf(left.job, left.outcome) : null;
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
          <h1>{listWords.title}</h1>
          <p className="mt-0.5 text-muted">
            {listWords.lead}{" "}
            <span className="whitespace-nowrap">{query.data ? listWords.quota(query.data.used, query.data.quota) : ""}</span>
          </p>
        </div>
        <Button reason={importRefusal} onClick={() => setChange({ kind: "importMaterial", item: null })}>
          <Download size={16} aria-hidden />
          {createWords.importButton}
        </Button>
        <Button kind="primary" reason={createRefusal} onClick={() => setCreating(true)} aria-keyshortcuts="c">
          <Plus size={16} aria-hidden />
          {createWords.button}
        </Button>
      </div>
      <KeyToolbar search={search} onChange={setSearch} filterRef={filter} />
      <BulkBar
        chosen={chosen}
        page={keys}
        onChange={(kind) => setChange({ kind, keys: chosen })}
        onClear={() => setSelection(NOTHING_SELECTED)}
        search={search}
        total={query.data?.matching_is_exact ? query.data.matching : null}
        onSearch={setSearch}
      />
      {left ? (
        <BulkOutcomePanel
          outcome={left.outcome}
          onRetry={retry ? () => setChange({ kind: "retry", job: retry }) : null}
          onDismiss={() => setLeft(null)}
        />
      ) : null}
      {query.data && selection.size > 0 ? (
        <SelectionNotice key={narrowing} page={query.data} search={search} selection={selection} onSelection={setSelection} />
      ) : null}
      <section className="panel">
        <KeyListBody
          query={query}
          search={search}
          onSearch={setSearch}
          selection={selection}
          onSelect={select}
          onChangeKey={changeKey}
          onCreate={createRefusal ? null : () => setCreating(true)}
        />
        {query.data ? <KeyPager search={search} page={query.data} isStale={query.isPlaceholderData} onChange={setSearch} /> : null}
      </section>
      <KeyDialogs
        isCreating={isCreating}
        onCreated={() => search.place && setSearch(changed(search, {}))}
        onCreateClose={() => setCreating(false)}
        change={change}
        onChangeClose={() => setChange(null)}
        onChanged={finish}
        onChangedOne={(key) => setSelection((old) => withoutKey(old, key.key_id))}
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
