"use client";
import { FigureTable } from "#components/ui/chart/figure-table";
import { TimeAxis } from "#components/ui/chart/time-axis";
import { useLocalTime } from "#components/ui/chart/use-local-time";
import { type BarOutcome, countTicks, OUTCOMES, type OutcomeBar, percent, stackBars } from "#lib/console/browser/chart/bars";
import { chartWords, rangeWords, shortCount } from "#lib/console/words/overview/chart-words";
import { count } from "#lib/console/words/plural";

const TALL = 152;
const LOW = 36;
/** Of a bar's stretch of time; the rest is the gap to the next. */
const BAR = 0.77;

type Props = {
  /** What is counted and over which time, for a screen reader. */
  label: string;
  /** In order, without gaps; of equal length. */
  bars: readonly OutcomeBar[];
};

/** Calls over time: what succeeded above, what was refused or failed below, on a scale of its own so that it is seen beside millions. */
export function BarsOverTime({ label, bars }: Props) {
  const isLocal = useLocalTime();
  const [from, to] = [bars[0]?.from ?? 0, bars.at(-1)?.to ?? 0];
  const tips = bars.map((bar) =>
    chartWords.figures(
      rangeWords(bar.from, bar.to, isLocal),
      OUTCOMES.map((outcome) => [bar[outcome], chartWords.of[outcome]] as const),
    ),
  );
  return (
    <figure className="chart-box" aria-label={label}>
      <div className="plot" aria-hidden="true">
        <Panel bars={bars} outcomes={["ok"]} height={TALL} wanted={2} tips={tips} />
        <Panel bars={bars} outcomes={["refused", "failed"]} height={LOW} wanted={1} tips={tips} />
        <span />
        <TimeAxis from={from} to={to} isLocal={isLocal} />
      </div>
      <FigureTable
        caption={label}
        columns={[chartWords.time, ...OUTCOMES.map((outcome) => chartWords.of[outcome])]}
        rows={bars.map((bar) => [rangeWords(bar.from, bar.to, isLocal), ...OUTCOMES.map((outcome) => count(bar[outcome]))])}
      />
    </figure>
  );
}

type PanelProps = {
  bars: readonly OutcomeBar[];
  outcomes: readonly BarOutcome[];
  height: number;
  /** Figures beside it, besides 0. */
  wanted: number;
  tips: readonly string[];
};

function Panel({ bars, outcomes, height, wanted, tips }: PanelProps) {
  const [from, to] = [bars[0]?.from ?? 0, bars.at(-1)?.to ?? 0];
  const sums = bars.map((bar) => outcomes.reduce((sum, outcome) => sum + bar[outcome], 0));
  const ticks = countTicks(Math.max(0, ...sums), wanted);
  const top = ticks.at(-1) ?? 1;
  const widthOf = (bar: OutcomeBar | undefined, share: number) => (bar ? percent((bar.to - bar.from) * share, 0, to - from) : "0%");
  return (
    <>
      <div className="plot-y">
        {ticks.toReversed().map((tick) => (
          <span key={tick}>{shortCount(tick)}</span>
        ))}
      </div>
      <svg className="chart" height={height} aria-hidden="true">
        {ticks.slice(1).map((tick) => {
          const y = Math.round(height * (1 - tick / top)) + 0.5;
          return <line key={tick} className="grid" x1="0" x2="100%" y1={y} y2={y} />;
        })}
        {stackBars(bars, outcomes, top, height).map((part) => (
          <rect
            key={`${part.outcome} ${part.bar}`}
            className={part.outcome}
            x={percent(bars[part.bar]?.from ?? from, from, to)}
            y={part.top}
            width={widthOf(bars[part.bar], BAR)}
            height={part.height}
          />
        ))}
        <line className="axis" x1="0" x2="100%" y1={height - 0.5} y2={height - 0.5} />
        {bars.map((bar, at) => (
          <rect
            key={bar.from}
            className="hit"
            data-tip={tips[at]}
            x={percent(bar.from, from, to)}
            width={widthOf(bar, 1)}
            height={height}
          />
        ))}
      </svg>
    </>
  );
}
