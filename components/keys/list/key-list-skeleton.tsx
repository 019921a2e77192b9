import { listWords } from "#lib/console/words/list-words";

const ROWS = Array.from({ length: 8 }, (_, index) => index);

/** The list before its data: the same heights and places, so that nothing moves when it arrives. */
export function KeyListSkeleton() {
  return (
    <>
      <h1>{listWords.title}</h1>
      <p className="mt-0.5 text-muted">{listWords.lead}</p>
      <p role="status" className="sr">
        {listWords.loading}
      </p>
      <div aria-hidden className="mt-4 flex flex-wrap gap-2">
        <div className="skeleton h-8 w-64" />
        <div className="skeleton h-8 w-32" />
        <div className="skeleton h-8 w-32" />
        <div className="skeleton h-8 w-32" />
      </div>
      <div aria-hidden className="panel mt-13">
        {ROWS.map((row) => (
          <div key={row} className="flex h-15 items-center gap-6 border-b border-line px-4 last:border-b-0">
            <div className="skeleton size-4" />
            <div className="skeleton h-4 flex-1" />
            <div className="skeleton h-4 w-20" />
            <div className="skeleton hidden h-4 w-36 md:block" />
            <div className="skeleton hidden h-4 w-24 md:block" />
            <div className="skeleton hidden h-8 w-32 md:block" />
          </div>
        ))}
      </div>
    </>
  );
}
