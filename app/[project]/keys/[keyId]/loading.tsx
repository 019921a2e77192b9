import { listWords } from "#lib/console/words/list-words";

/** The details before their data, in their final places. */
export default function Loading() {
  return (
    <>
      <p role="status" className="sr">
        {listWords.loading}
      </p>
      <div aria-hidden>
        <div className="skeleton h-5 w-24" />
        <div className="skeleton mt-2 h-7 w-72" />
        <div className="panel mt-4 grid gap-4 p-5 sm:grid-cols-3">
          <div className="skeleton h-9" />
          <div className="skeleton h-9" />
          <div className="skeleton h-9" />
        </div>
        <div className="panel mt-6 h-96" />
      </div>
    </>
  );
}
