import { PageHead } from "#components/patterns/page-head";
import { listWords } from "#lib/console/words/list-words";

const { columns } = listWords;
const ROWS = Array.from({ length: 14 }, (_, index) => index);

/** Rows of the list before their data, in the final geometry. */
export function KeyRowsWaiting() {
  return (
    <>
      <p role="status" className="sr">
        {listWords.loading}
      </p>
      <div className="list" aria-hidden="true">
        <table className="table table-page table-keys">
          <thead>
            <tr>
              <th className="c-check" />
              <th className="c-alias">{columns.alias}</th>
              <th className="c-status">{columns.status}</th>
              <th className="c-alg">{columns.algorithm}</th>
              <th className="c-op">{columns.operation}</th>
            </tr>
          </thead>
          <tbody>
            {ROWS.map((row) => (
              <tr key={row}>
                <td className="c-check" />
                <td className="c-alias">
                  <span className="bone bone-120" />
                </td>
                <td className="c-status">
                  <span className="bone bone-80" />
                </td>
                <td className="c-alg">
                  <span className="bone bone-80" />
                </td>
                <td className="c-op">
                  <span className="bone bone-40" />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

/** The page of the list before its data: the same heights and places, so that nothing moves when it arrives. */
export function KeyListSkeleton() {
  return (
    <>
      <PageHead title={listWords.title}>
        <span className="bone-button" aria-hidden />
        <span className="bone-button" aria-hidden />
      </PageHead>
      <div className="tools" aria-hidden>
        <span className="bone-button tools-search" />
        <span className="bone-button" />
        <span className="bone-button" />
      </div>
      <KeyRowsWaiting />
    </>
  );
}
