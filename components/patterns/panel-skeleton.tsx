const ROWS = [0, 1, 2, 3];

/** A panel of rows before its data. @param label for a screen reader, as in "Loading tags" */
export function PanelSkeleton({ label }: { label: string }) {
  return (
    <section className="panel mt-12" aria-busy="true">
      <p role="status" className="sr-only">
        {label}
      </p>
      <div aria-hidden>
        {ROWS.map((row) => (
          <div key={row} className="flex h-11 items-center gap-6 border-b border-line px-4 last:border-b-0">
            <div className="skeleton h-4 flex-1" />
            <div className="skeleton h-4 flex-1" />
            <div className="skeleton h-4 w-24" />
          </div>
        ))}
      </div>
    </section>
  );
}
