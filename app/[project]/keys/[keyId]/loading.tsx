import { RowsWaiting } from "#components/patterns/rows-waiting";
import { detailsWords } from "#lib/console/words/details-words";

/** The head, the facts and the tabs of a key before they are known, in their final places. */
export default function Loading() {
  return (
    <>
      <div className="head head-key" aria-hidden>
        <div className="head-text grid gap-3 py-2">
          <span className="bone bone-120" />
          <span className="bone bone-120" />
          <span className="bone bone-80" />
        </div>
      </div>
      <div className="section">
        <RowsWaiting label={detailsWords.loading} rows={5} />
      </div>
    </>
  );
}
