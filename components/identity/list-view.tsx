"use client";
import { Plus } from "lucide-react";
import { useMemo, useRef } from "react";
import { ListWaiting } from "#components/identity/list-waiting";
import { containsText, SearchBox, useSearchText } from "#components/identity/search-box";
import type { Column } from "#components/patterns/data-table/column";
import { DataTable } from "#components/patterns/data-table/data-table";
import { EmptyState } from "#components/patterns/empty-state";
import { ErrorState } from "#components/patterns/error-state";
import { PageHead } from "#components/patterns/page-head";
import { Button } from "#components/ui/button";
import { asFailure } from "#lib/console/browser/as-failure";
import { useShortcuts } from "#lib/console/browser/use-shortcuts";
import { identityWords } from "#lib/console/words/identity/identity-words";

/** Of each kind of thing that is listed. */
export type ListWords = {
  readonly title: string;
  readonly lead: string;
  readonly table: string;
  readonly count: (number: number) => string;
  readonly search: string;
  readonly searchHint: string;
  readonly loading: string;
  readonly errorTitle: string;
  readonly empty: string;
  readonly emptyHint: string;
  readonly noMatch: string;
  readonly noMatchHint: string;
  readonly create: string;
};

type Props<Row> = {
  words: ListWords;
  /** Undefined until it is known. */
  rows: readonly Row[] | undefined;
  error: unknown;
  onRetry: () => void;
  columns: readonly Column<Row>[];
  /** What a row is found by. */
  texts: (row: Row) => readonly string[];
  /** Why none can be created; null where one can. */
  createReason: string | null;
  onCreate: () => void;
};

/** A list of the account that is searched here, with its four faces: `/` searches, `c` creates. */
export function ListView<Row extends { readonly id: string }>({ words, rows, error, onRetry, columns, texts, ...rest }: Props<Row>) {
  const { createReason, onCreate } = rest;
  const [text, setText] = useSearchText();
  const search = useRef<HTMLInputElement>(null);
  useShortcuts(
    useMemo(
      () => ({ "/": () => search.current?.focus(), c: () => (createReason === null ? onCreate() : undefined) }),
      [createReason, onCreate],
    ),
  );
  const found = useMemo(() => (rows ?? []).filter((row) => containsText(text, texts(row))), [rows, text, texts]);
  const failure = rows === undefined && error ? asFailure(error) : null;
  const isEmpty = rows?.length === 0;
  return (
    <>
      <PageHead title={words.title} beside={rows && !isEmpty ? <span className="quota muted">{words.count(rows.length)}</span> : null}>
        <Button kind="primary" reason={createReason} onClick={onCreate} aria-keyshortcuts="c">
          <Plus className="i" aria-hidden />
          {words.create}
        </Button>
      </PageHead>
      <p className="list-lead hint">{words.lead}</p>
      {failure ? (
        <ErrorState title={words.errorTitle} message={failure.message} requestId={failure.requestId} onRetry={onRetry} />
      ) : isEmpty ? (
        <EmptyState title={words.empty} hint={words.emptyHint} />
      ) : (
        <>
          <div className="tools">
            <SearchBox label={words.search} hint={words.searchHint} value={text} onChange={setText} inputRef={search} />
          </div>
          {rows === undefined ? <ListWaiting label={words.loading} /> : null}
          {found.length > 0 ? (
            <DataTable
              label={words.table}
              isPage
              className="table-lines panel-table identity-table"
              columns={columns}
              rows={found}
              rowKey={({ id }) => id}
            />
          ) : null}
          {rows !== undefined && found.length === 0 ? (
            <EmptyState title={words.noMatch} hint={words.noMatchHint}>
              <Button
                onClick={() => {
                  setText("");
                  search.current?.focus();
                }}
              >
                {identityWords.clearFilters}
              </Button>
            </EmptyState>
          ) : null}
          <p role="status" className="sr">
            {text !== "" && rows !== undefined ? words.count(found.length) : ""}
          </p>
        </>
      )}
    </>
  );
}
