import { SPARK_HEIGHT, SPARK_WIDTH, sparkPath } from "#lib/console/browser/chart/spark";
import { chartWords } from "#lib/console/words/overview/chart-words";

/** A trend as small as a word, beside its figure. @param values in the order of time, evenly apart */
export function Sparkline({ values }: { values: readonly number[] }) {
  return (
    <svg
      className="spark"
      width={SPARK_WIDTH}
      height={SPARK_HEIGHT}
      viewBox={`0 0 ${SPARK_WIDTH} ${SPARK_HEIGHT}`}
      role="img"
      aria-label={chartWords.trend(values)}
    >
      <path d={sparkPath(values)} />
    </svg>
  );
}
