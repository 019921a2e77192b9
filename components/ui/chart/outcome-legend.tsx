import { OUTCOMES, type OutcomeBar, totals } from "#lib/console/browser/chart/bars";
import { chartWords } from "#lib/console/words/overview/chart-words";
import { count } from "#lib/console/words/plural";

const SHAPES = { ok: "M0 0h10v10H0z", refused: "M5 0l5 10H0z", failed: "M3 0h4l3 3v4l-3 3H3L0 7V3z" };

/** How many there are of each outcome, each with the colour and a shape of its own. */
export function OutcomeLegend({ bars }: { bars: readonly OutcomeBar[] }) {
  const sums = totals(bars);
  return (
    <div className="legend">
      {OUTCOMES.map((outcome) => (
        <span key={outcome}>
          <svg className="swatch chart" viewBox="0 0 10 10" aria-hidden="true">
            <path className={outcome} d={SHAPES[outcome]} />
          </svg>
          <b>{count(sums[outcome])}</b> <span>{chartWords.of[outcome]}</span>
        </span>
      ))}
    </div>
  );
}
