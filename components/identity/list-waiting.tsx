import { PageHead } from "#components/patterns/page-head";
import { RowsWaiting } from "#components/patterns/rows-waiting";

/** The rows of such a list before they are there. */
export function ListWaiting({ label }: { label: string }) {
  return (
    <div className="section">
      <RowsWaiting label={label} rows={8} />
    </div>
  );
}

/** The whole page before anything of it is there, in its final geometry. */
export function ListPageWaiting({ words }: { words: { readonly title: string; readonly lead: string; readonly loading: string } }) {
  return (
    <>
      <PageHead title={words.title}>
        <span className="bone-button" aria-hidden />
      </PageHead>
      <p className="list-lead hint">{words.lead}</p>
      <div className="tools" aria-hidden>
        <span className="bone-button" />
      </div>
      <ListWaiting label={words.loading} />
    </>
  );
}
