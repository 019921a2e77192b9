"use client";
import { SegmentedChoice } from "#components/patterns/form/segmented-choice";
import { BarsOverTime } from "#components/ui/chart/bars-over-time";
import { OutcomeLegend } from "#components/ui/chart/outcome-legend";
import { overviewWords } from "#lib/console/words/overview/overview-words";
import { OVERVIEW_RANGE_NAMES, type OverviewRange } from "#lib/domain/overview/overview";
import type { ReplyOf } from "#lib/wire/catalog";

type Calls = NonNullable<ReplyOf<"describeOverview">["calls"]>;

const OPTIONS = OVERVIEW_RANGE_NAMES.map((value) => ({ value, label: overviewWords.ranges[value] }));

type Props = {
  calls: Calls;
  /** What is asked for; the figures may still be those of another. */
  range: OverviewRange;
  shownRange: OverviewRange;
  onRange: (range: OverviewRange) => void;
};

/** Calls over time by how they ended. */
export function CallsSection({ calls, range, shownRange, onRange }: Props) {
  const bars = calls.buckets.map(({ from, succeeded, refused, failed }, at) => ({
    from: Number(from),
    to: Number(calls.buckets[at + 1]?.from ?? calls.to),
    ok: succeeded,
    refused,
    failed,
  }));
  return (
    <section className={range === shownRange ? undefined : "is-stale"} aria-labelledby="overview-calls">
      <div className="section-head">
        <h2 id="overview-calls">{overviewWords.calls}</h2>
        <SegmentedChoice legend={overviewWords.range} options={OPTIONS} value={range} isSmall onChange={onRange} />
      </div>
      <OutcomeLegend bars={bars} />
      <BarsOverTime label={overviewWords.callsOf[shownRange]} bars={bars} />
    </section>
  );
}
