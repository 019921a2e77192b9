"use client";
import { PageHead } from "#components/patterns/page-head";
import { useWorkplace } from "#components/shell/workplace";
import { SavedQueriesButton } from "#components/traces/saved-queries-button";
import { TraceExportButton } from "#components/traces/trace-export-button";
import { TraceList } from "#components/traces/trace-list";
import type { TracePlace } from "#lib/console/browser/traces/use-trace-search";
import { traceWords } from "#lib/console/words/traces/trace-words";

const PLACE: TracePlace = { usual: "24h", texts: {}, around: "" };

/** The page of the project's audit traces. @param askedAt up to when the server has read, in epoch milliseconds */
export function TracesView({ askedAt }: { askedAt: number }) {
  const { basePath } = useWorkplace();
  return (
    <TraceList
      place={PLACE}
      path={`${basePath}/traces`}
      askedAt={askedAt}
      head={(search, change, seen) => (
        <PageHead title={traceWords.title}>
          <SavedQueriesButton search={search} onChange={change} />
          <TraceExportButton search={search} total={seen} />
        </PageHead>
      )}
    />
  );
}
