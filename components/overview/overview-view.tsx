"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useSearchParams } from "next/navigation";
import { useState } from "react";
import { AttentionList } from "#components/overview/attention-list";
import { Busiest } from "#components/overview/busiest";
import { CallsSection } from "#components/overview/calls-section";
import { ComingSection } from "#components/overview/coming-section";
import { FirstSteps } from "#components/overview/first-steps";
import { IncidentBanner } from "#components/overview/incident-banner";
import { KindsSection } from "#components/overview/kinds-section";
import { OverviewWaiting } from "#components/overview/overview-waiting";
import { StatusLine } from "#components/overview/status-line";
import { ErrorState } from "#components/patterns/error-state";
import { PageHead } from "#components/patterns/page-head";
import { useWorkplace } from "#components/shell/workplace";
import { asFailure } from "#lib/console/browser/as-failure";
import { attentionOf } from "#lib/console/browser/overview/attention";
import { incidentsOf } from "#lib/console/browser/overview/incidents";
import { overviewInput, readRange } from "#lib/console/browser/overview/overview-input";
import { keyQueries, systemQueries } from "#lib/console/browser/queries/query-keys";
import { queryOperation } from "#lib/console/browser/queries/query-operation";
import { overviewWords } from "#lib/console/words/overview/overview-words";
import { OVERVIEW_RANGES, type OverviewRange } from "#lib/domain/overview/overview";
import type { ReplyOf } from "#lib/wire/catalog";

const REFRESH_MS = 30_000;

/** Is all well, what needs me, what is used. @param areStepsHidden whether who looks has put the first steps away */
export function OverviewView({ areStepsHidden }: { areStepsHidden: boolean }) {
  const { project, basePath, mayDo } = useWorkplace();
  const range = readRange(useSearchParams().get("range"));
  const input = overviewInput(mayDo, range);
  const overview = useQuery({
    queryKey: keyQueries.overview(project.id, input),
    queryFn: ({ signal }) => queryOperation("describeOverview", project.id, input, signal),
    refetchInterval: REFRESH_MS,
    placeholderData: keepPreviousData,
  });
  const system = useQuery({
    queryKey: systemQueries.status(project.id),
    queryFn: ({ signal }) => queryOperation("describeSystem", project.id, {}, signal),
    refetchInterval: REFRESH_MS,
    enabled: mayDo.includes("describeSystem"),
  });
  const incidents = system.data ? incidentsOf(system.data) : [];
  const failure = overview.error ? asFailure(overview.error) : null;
  return (
    <>
      <PageHead title={overviewWords.title} />
      {incidents.length > 0 ? <IncidentBanner sentences={incidents} path={`${basePath}/system`} /> : null}
      {system.data ? <StatusLine system={system.data} /> : null}
      {failure ? (
        <ErrorState
          title={overviewWords.error}
          message={failure.message}
          requestId={failure.requestId}
          onRetry={() => void overview.refetch()}
        />
      ) : overview.data ? (
        <Overview
          key={project.id}
          data={overview.data}
          system={system.data}
          now={overview.dataUpdatedAt || Number(overview.data.calls?.to ?? 0)}
          range={range}
          areStepsHidden={areStepsHidden}
        />
      ) : (
        <OverviewWaiting />
      )}
    </>
  );
}

type Props = {
  data: ReplyOf<"describeOverview">;
  system: ReplyOf<"describeSystem"> | undefined;
  /** When it was so, in epoch milliseconds: the server's first paint and the browser's say the same. */
  now: number;
  range: OverviewRange;
  areStepsHidden: boolean;
};

function Overview({ data, system, now, range, areStepsHidden }: Props) {
  const { calls, kinds, coming } = data;
  const [areHidden, setHidden] = useState(areStepsHidden);
  const shown = calls ? shownRange(calls) : range;
  const keys = kinds?.states.reduce((sum, one) => sum + one.keys, 0);
  const isUsed = (calls?.keys.length ?? 0) > 0;
  const isBeginning = keys === 0 || (keys === 1 && !areHidden);
  return (
    <>
      <AttentionList list={attentionOf(data, system)} now={now} />
      {isBeginning ? <FirstSteps hasKey={keys === 1} isUsed={isUsed} onHide={() => setHidden(true)} /> : null}
      {keys === 0 ? null : (
        <>
          <div className="ov-grid">
            {calls ? <CallsSection calls={calls} range={range} shownRange={shown} onRange={goTo} /> : null}
            {kinds ? <KindsSection kinds={kinds} /> : null}
          </div>
          {coming ? <ComingSection coming={coming} now={now} /> : null}
          {calls ? <Busiest calls={calls} range={shown} isStale={range !== shown} /> : null}
        </>
      )}
    </>
  );
}

/** Of the figures that are there: until those of another range come, the former ones stay. */
function shownRange({ from, to }: NonNullable<ReplyOf<"describeOverview">["calls"]>): OverviewRange {
  const span = Number(to) - Number(from);
  const [name] = Object.entries(OVERVIEW_RANGES).find(([, { buckets, bucketMs }]) => buckets * bucketMs === span) ?? [];
  return readRange(name);
}

/** Each choice is one step of the browser's history. */
function goTo(range: OverviewRange): void {
  const { pathname } = window.location;
  window.history.pushState(null, "", range === "24h" ? pathname : `${pathname}?range=${range}`);
}
