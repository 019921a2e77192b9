"use client";
import { Kept, NOW, type Part } from "#components/gallery/state";
import { KeyState } from "#components/patterns/key-state";
import { BarsOverTime } from "#components/ui/chart/bars-over-time";
import { Histogram } from "#components/ui/chart/histogram";
import { OutcomeLegend } from "#components/ui/chart/outcome-legend";
import { ShareBars } from "#components/ui/chart/share-bars";
import { Sparkline } from "#components/ui/chart/sparkline";
import { TimeLine } from "#components/ui/chart/time-line";
import type { OutcomeBar } from "#lib/console/browser/chart/bars";
import type { TimeRange } from "#lib/console/browser/chart/brush";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** A day's course, with a burst in the night in which some of it failed. */
const bars = (number: number, length: number, most: number): readonly OutcomeBar[] =>
  Array.from({ length: number }, (_, at) => {
    const from = NOW - (number - at) * length;
    const course = 0.55 - 0.45 * Math.cos(((at + number / 3) / number) * 2 * Math.PI);
    const isBurst = at === Math.floor(number / 2);
    return {
      from,
      to: from + length,
      ok: Math.round(most * (isBurst ? 1 : course)),
      refused: Math.round(course * most * 0.0004) * (at % 3),
      failed: isBurst ? 33 : 0,
    };
  });
const quarters = bars(96, HOUR / 4, 22).map((bar) => ({
  ...bar,
  refused: bar.from % DAY === 7 * HOUR ? 4 : 0,
  failed: Math.min(3, bar.failed),
}));
const none = bars(24, HOUR, 0).map((bar) => ({ ...bar, failed: 0 }));
const event = (name: string, days: number) => ({ id: `${name} ${days}`, name, at: NOW + days * DAY, href: "#key" });
const LANES = [
  {
    kind: "deletion",
    name: "Deletion",
    events: [event("legacy/fax-gateway", 2), event("legacy/crm-2018", 10), event(`archive/${"a-very-long-name-".repeat(4)}2026`, 21)],
  },
  { kind: "expiry", name: "Material expiry", events: [event("treasury/swift-archive", 0.1), event("partner/pgp-bridge", 30)] },
  {
    kind: "rotation",
    name: "Rotation",
    href: "#keys",
    events: Array.from({ length: 14 }, (_, at) => event(`payments/ledger-${at}`, at * 0.9)).concat(event("fraud/feature-store", 24)),
  },
] as const;

const brush = (initial: TimeRange | null, of = quarters) => (
  <Kept initial={initial}>
    {(range, change) => <Histogram label="Traces of the last 24 hours" bars={of} range={range} onChange={change} />}
  </Kept>
);

/** Charts. */
export const CHARTS: Readonly<Record<string, Part>> = {
  "ui/chart/bars-over-time": {
    isWide: true,
    states: {
      "a day by hour": () => <BarsOverTime label="Calls of the last 24 hours" bars={bars(24, HOUR, 148_000)} />,
      "a month by day": () => <BarsOverTime label="Calls of the last 30 days" bars={bars(30, DAY, 3_100_000)} />,
      "nothing yet": () => <BarsOverTime label="Calls of the last 24 hours" bars={none} />,
    },
  },
  "ui/chart/outcome-legend": { states: { plain: () => <OutcomeLegend bars={bars(24, HOUR, 148_000)} /> } },
  "ui/chart/histogram": {
    isWide: true,
    states: {
      "all of it": () => brush(null),
      "a chosen time": () => brush({ from: NOW - 7 * HOUR, to: NOW - HOUR }),
      "nothing yet": () => brush(null, none),
    },
  },
  "ui/chart/sparkline": {
    states: {
      rising: () => <Sparkline values={[1, 3, 4, 7, 6, 9, 14, 18]} />,
      steady: () => <Sparkline values={[5, 5, 5, 5]} />,
      one: () => <Sparkline values={[3]} />,
      nothing: () => <Sparkline values={[0, 0, 0]} />,
    },
  },
  "ui/chart/share-bars": {
    states: {
      algorithms: () => (
        <ShareBars
          label="Algorithms"
          shares={[
            { id: "AES_256", name: "AES_256", number: 61 },
            { id: "EC_P256", name: "EC_P256", number: 8 },
            { id: "RSA_4096", name: "RSA_4096", number: 1 },
          ]}
        />
      ),
      states: () => (
        <ShareBars
          label="States"
          shares={["2", "3", "4", "5"].map((wire, at) => ({
            id: wire,
            name: <KeyState wire={wire} />,
            number: [99_871, 9, 4, 0][at] ?? 0,
          }))}
        />
      ),
    },
  },
  "ui/chart/time-line": {
    isWide: true,
    states: {
      lanes: () => <TimeLine label="Coming up in the next 30 days" from={NOW} to={NOW + 30 * DAY} lanes={LANES} />,
      "a list where it is narrow": () => (
        <div className="max-w-xl">
          <TimeLine label="Coming up in the next 30 days" from={NOW} to={NOW + 30 * DAY} lanes={LANES} />
        </div>
      ),
    },
  },
};
