"use client";
import { percent, shareOf } from "#lib/console/browser/chart/bars";
import { timeTicks } from "#lib/console/browser/chart/time-ticks";
import { tickWords } from "#lib/console/words/overview/chart-words";

/** Nearer to an edge, in shares of the width, a label would stand out over it. */
const EDGE = 0.025;

type Props = { from: number; to: number; isLocal: boolean };

/** The times below a chart; every second one goes where there is no room (charts.css). */
export function TimeAxis({ from, to, isLocal }: Props) {
  const ticks = timeTicks(from, to, isLocal).filter((tick) => {
    const share = shareOf(tick, from, to);
    return share >= EDGE && share <= 1 - EDGE;
  });
  return (
    <svg className="chart chart-x" height="16" aria-hidden="true">
      {ticks.map((tick, at) => (
        <text key={tick} x={percent(tick, from, to)} y="13" className={at % 2 === 1 ? "tick-odd" : undefined}>
          {tickWords(tick, to - from, isLocal)}
        </text>
      ))}
    </svg>
  );
}
