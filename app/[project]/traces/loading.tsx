import { PageHead } from "#components/patterns/page-head";
import { TraceRowsWaiting } from "#components/traces/trace-rows-waiting";
import { traceWords } from "#lib/console/words/traces/trace-words";

export default function Loading() {
  return (
    <>
      <PageHead title={traceWords.title}>
        <span className="bone-button" aria-hidden />
        <span className="bone-button" aria-hidden />
      </PageHead>
      <div className="tools" aria-hidden>
        <span className="bone-button" />
        <span className="bone-button" />
      </div>
      <div className="histo" aria-hidden>
        <p className="histo-head">
          <span className="bone bone-80" />
        </p>
        <div className="histo-room" />
      </div>
      <TraceRowsWaiting />
    </>
  );
}
