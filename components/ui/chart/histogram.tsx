"use client";
import { FigureTable } from "#components/ui/chart/figure-table";
import { TimeAxis } from "#components/ui/chart/time-axis";
import { useBrush } from "#components/ui/chart/use-brush";
import { useLocalTime } from "#components/ui/chart/use-local-time";
import { type BarOutcome, OUTCOMES, type OutcomeBar, percent, stackBars, total } from "#lib/console/browser/chart/bars";
import { type Edge, indexOf, isIn, stopsOf, type TimeRange } from "#lib/console/browser/chart/brush";
import { chartWords, rangeWords } from "#lib/console/words/overview/chart-words";
import { count } from "#lib/console/words/plural";

const HEIGHT = 56;
const BAR = 0.75;
/** What wants attention is at the foot, where it is on one line however tall its bar is. */
const FROM_FOOT: readonly BarOutcome[] = ["failed", "refused", "ok"];
const EDGES: readonly Edge[] = ["from", "to"];

type Props = {
  /** What is counted and over which time, for a screen reader. */
  label: string;
  /** In order, without gaps. */
  bars: readonly OutcomeBar[];
  /** What is chosen; null is all of it. */
  range: TimeRange | null;
  /** Of what was drawn, after the last move; null when nothing is chosen any more. */
  onChange: (range: TimeRange | null) => void;
};

/** How many there were when, and a stretch of it to choose: drawn with the pointer, or with two sliders by keys. */
export function Histogram({ label, bars, range, onChange }: Props) {
  const isLocal = useLocalTime();
  const stops = stopsOf(bars);
  const { shown, isChosen, plot, onKeyDown, onBlur } = useBrush({ stops, range, onChange });
  const [from, to] = [stops[0] ?? 0, stops.at(-1) ?? 0];
  const place = (time: number) => percent(time, from, to);
  const words = (bar: OutcomeBar) => rangeWords(bar.from, bar.to, isLocal);
  const tallest = Math.max(1, ...bars.map(total));
  return (
    <figure className="chart-box" aria-label={label}>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be in a drawing */}
      <svg className="chart histogram" height={HEIGHT} role="group" aria-label={label} {...plot}>
        <g>
          {isChosen ? (
            <rect className="brush" x={place(shown.from)} y="-4" width={percent(shown.to - shown.from, 0, to - from)} height={HEIGHT + 4} />
          ) : null}
          {stackBars(bars, FROM_FOOT, tallest, HEIGHT).map((part) => {
            const bar = bars[part.bar];
            return bar ? (
              <rect
                key={`${part.outcome} ${part.bar}`}
                className={isIn(bar, shown) ? part.outcome : `${part.outcome} out`}
                x={place(bar.from)}
                y={part.top}
                width={percent((bar.to - bar.from) * BAR, 0, to - from)}
                height={part.height}
              />
            ) : null;
          })}
          <line className="axis" x1="0" x2="100%" y1={HEIGHT - 0.5} y2={HEIGHT - 0.5} />
          {bars.map((bar) => (
            <rect
              key={bar.from}
              className="hit"
              data-tip={chartWords.figures(
                words(bar),
                OUTCOMES.map((outcome) => [bar[outcome], chartWords.traceOf[outcome]] as const),
              )}
              x={place(bar.from)}
              width={percent(bar.to - bar.from, 0, to - from)}
              height={HEIGHT}
            />
          ))}
        </g>
        {bars.length === 0
          ? null
          : EDGES.map((edge) => (
              <svg key={edge} x={place(shown[edge])} overflow="visible" role="presentation">
                <g
                  className="brush-handle"
                  role="slider"
                  tabIndex={0}
                  data-edge={edge}
                  aria-label={edge === "from" ? chartWords.brushFrom : chartWords.brushTo}
                  aria-valuemin={0}
                  aria-valuemax={stops.length - 1}
                  aria-valuenow={indexOf(shown[edge], edge, 0, stops)}
                  aria-valuetext={chartWords.at(shown[edge], isLocal)}
                  onKeyDown={onKeyDown(edge)}
                  onBlur={onBlur}
                >
                  <rect className="hit" x={edge === "from" ? -20 : -4} y="-4" width="24" height={HEIGHT + 4} />
                  {isChosen ? <line className="brush-edge" y1="-4" y2={HEIGHT} /> : null}
                  <rect className="brush-ring" x="-7" y="16" width="14" height="24" rx="5" />
                  <rect className="brush-grip" x="-4" y="19" width="8" height="18" rx="2" />
                </g>
              </svg>
            ))}
      </svg>
      <TimeAxis from={from} to={to} isLocal={isLocal} />
      <FigureTable
        caption={label}
        columns={[chartWords.time, ...OUTCOMES.map((outcome) => chartWords.traceOf[outcome])]}
        rows={bars.map((bar) => [words(bar), ...OUTCOMES.map((outcome) => count(bar[outcome]))])}
      />
    </figure>
  );
}
