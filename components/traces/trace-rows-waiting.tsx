import { traceWords } from "#lib/console/words/traces/trace-words";

const ROWS = Array.from({ length: 14 }, (_, index) => index);
const { columns } = traceWords;

/** Rows of the list before their data, in the final geometry. */
export function TraceRowsWaiting() {
  return (
    <>
      <p role="status" className="sr">
        {traceWords.loading}
      </p>
      <div className="list" aria-hidden="true">
        <table className="table table-page table-traces">
          <thead>
            <tr>
              <th className="c-time">{columns.time}</th>
              <th className="c-outcome">{columns.outcome}</th>
              <th className="c-trace">{columns.name}</th>
              <th className="c-res">{columns.resource}</th>
              <th className="c-caller">{columns.caller}</th>
              <th className="c-more" />
            </tr>
          </thead>
          <tbody>
            {ROWS.map((row) => (
              <tr key={row}>
                <td className="c-time">
                  <span className="bone bone-80" />
                </td>
                <td className="c-outcome">
                  <span className="bone bone-40" />
                </td>
                <td className="c-trace">
                  <span className="bone bone-80" />
                </td>
                <td className="c-res">
                  <span className="bone bone-120" />
                </td>
                <td className="c-caller">
                  <span className="bone bone-80" />
                </td>
                <td className="c-more" />
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
