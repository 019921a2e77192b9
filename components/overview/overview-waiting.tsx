import { RowsWaiting } from "#components/patterns/rows-waiting";
import { overviewWords } from "#lib/console/words/overview/overview-words";

/** The overview before its data: its first list, which is most of what is in sight. */
export function OverviewWaiting() {
  return (
    <div className="section ov-att">
      <h2>{overviewWords.attention}</h2>
      <RowsWaiting label={overviewWords.loading} rows={5} />
    </div>
  );
}
