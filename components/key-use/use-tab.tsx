"use client";
import { useState } from "react";
import { CallersTable } from "#components/key-use/callers-table";
import { ShadowPanel } from "#components/key-use/shadow-panel";
import { useCallers } from "#components/key-use/use-callers";
import { Banner } from "#components/patterns/banner";
import { EmptyState } from "#components/patterns/empty-state";
import { ErrorState } from "#components/patterns/error-state";
import { SegmentedChoice } from "#components/patterns/form/segmented-choice";
import { RowsWaiting } from "#components/patterns/rows-waiting";
import { useWorkplace } from "#components/shell/workplace";
import { BarsOverTime } from "#components/ui/chart/bars-over-time";
import { ShareBars } from "#components/ui/chart/share-bars";
import { asFailure } from "#lib/console/browser/as-failure";
import { dayBars } from "#lib/console/browser/chart/days";
import { exactTime } from "#lib/console/words/dates";
import { keyUseWords, operationWords } from "#lib/console/words/key-use-words";
import { words } from "#lib/console/words/words";
import type { ReplyOf } from "#lib/wire/catalog";
import type { KeyDetails } from "#lib/wire/kms/key-details";

const SPANS = ["7", "30", "365"] as const;
type Span = (typeof SPANS)[number];
const OPTIONS = SPANS.map((value) => ({ value, label: keyUseWords.days[value] }));

type Figures = ReplyOf<"listKeyCallers">;

/** Who called the key and what would break without it; and disabling it in shadow, live. */
export default function UseTab({ item }: { item: KeyDetails }) {
  const { mayDo } = useWorkplace();
  const [span, setSpan] = useState<Span>("30");
  const { data, error, refetch, isPlaceholderData } = useCallers(item.key_id, Number(span));
  const mayList = mayDo.includes("listKeyCallers");
  const failure = error ? asFailure(error) : null;
  const isForbidden = !mayList || failure?.status === 403;
  return (
    <>
      <ShadowPanel item={item} shadow={data?.shadow ?? null} />
      {isForbidden ? <EmptyState title={keyUseWords.forbidden} hint={failure?.message ?? words.unavailable.permission} /> : null}
      {!isForbidden && !data && failure ? (
        <ErrorState title={keyUseWords.error} message={failure.message} requestId={failure.requestId} onRetry={() => void refetch()} />
      ) : null}
      {!isForbidden && !data && !failure ? <RowsWaiting label={keyUseWords.loading} /> : null}
      {!isForbidden && data ? (
        <section className="panel-part use-part" aria-label={keyUseWords.title} aria-busy={isPlaceholderData}>
          <div className="use-head">
            <h2>{keyUseWords.title}</h2>
            <SegmentedChoice legend={keyUseWords.span} options={OPTIONS} value={span} onChange={setSpan} />
          </div>
          <UseFigures data={data} days={Number(span)} />
        </section>
      ) : null}
    </>
  );
}

function UseFigures({ data, days }: { data: Figures; days: number }) {
  const since = exactTime(new Date(Number(data.tracking_start_time)));
  return (
    <>
      <p className="use-line" role="status">
        <b>{keyUseWords.sum(data.calls, data.caller_count)}</b>
        {data.refused > 0 ? <span className="muted"> · {keyUseWords.refused(data.refused)}</span> : null}
        <span className="muted"> · {keyUseWords.tracked(since)}</span>
      </p>
      {data.is_whole ? null : (
        <div className="use-line">
          <Banner tone="caution">{keyUseWords.partial}</Banner>
        </div>
      )}
      {data.calls === 0 ? (
        <EmptyState title={keyUseWords.none} hint={keyUseWords.noneHint(days)} />
      ) : (
        <>
          <div className="use-chart">
            <BarsOverTime label={keyUseWords.chart(days)} bars={dayBars(data.days, data.first_day, days)} />
            <p className="hint">{keyUseWords.chartDays}</p>
          </div>
          <CallersTable callers={data.callers} all={data.caller_count} />
          <div className="use-shares">
            <section aria-label={keyUseWords.operations}>
              <h3>{keyUseWords.operations}</h3>
              <ShareBars
                label={keyUseWords.operations}
                shares={data.operations.map(({ operation, calls }) => ({ id: operation, name: operationWords(operation), number: calls }))}
              />
            </section>
            <section aria-label={keyUseWords.versions}>
              <h3>{keyUseWords.versions}</h3>
              <ShareBars
                label={keyUseWords.versions}
                shares={data.versions.map(({ version, calls }) => ({
                  id: String(version),
                  name: keyUseWords.version(version),
                  number: calls,
                }))}
              />
            </section>
          </div>
        </>
      )}
    </>
  );
}
