"use client";
import Link from "next/link";
import { useMemo, useState } from "react";
import { EmptyState } from "#components/patterns/empty-state";
import { PanelHead } from "#components/patterns/panel-head";
import { useWorkplace } from "#components/shell/workplace";
import { TraceExportButton } from "#components/traces/trace-export-button";
import { TraceList } from "#components/traces/trace-list";
import { type TracePlace, toAddress } from "#lib/console/browser/traces/use-trace-search";
import { traceWords } from "#lib/console/words/traces/trace-words";
import type { KeyDetails } from "#lib/wire/kms/key-details";

/** What was done with one key. */
export default function AuditTab({ item }: { item: KeyDetails }) {
  const { basePath, mayDo } = useWorkplace();
  const [askedAt] = useState(() => Date.now());
  const place = useMemo<TracePlace>(() => ({ usual: "30d", texts: { resource_id: item.key_id }, around: "tab=audit" }), [item.key_id]);
  if (!mayDo.includes("listTraces")) return <EmptyState title={traceWords.forbidden} hint={traceWords.forbiddenHint} />;
  return (
    <TraceList
      place={place}
      path={`${basePath}/keys/${item.key_id}`}
      askedAt={askedAt}
      head={(search, _change, seen) => (
        <PanelHead lead={traceWords.tabLead}>
          <Link
            className="btn"
            prefetch={false}
            href={toAddress({ ...search, open: "" }, { usual: "24h", texts: {}, around: "" }, `${basePath}/traces`)}
          >
            {traceWords.openAll}
          </Link>
          <TraceExportButton search={search} total={seen} />
        </PanelHead>
      )}
    />
  );
}
