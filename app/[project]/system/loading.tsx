import { PageHead } from "#components/patterns/page-head";
import { RowsWaiting } from "#components/patterns/rows-waiting";
import { systemWords } from "#lib/console/words/system-words";

export default function Loading() {
  return (
    <>
      <PageHead title={systemWords.title} hint={systemWords.lead} />
      <div className="section">
        <RowsWaiting label={systemWords.loading} rows={8} />
      </div>
    </>
  );
}
