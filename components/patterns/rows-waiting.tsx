const ROWS = [0, 1, 2, 3];

/** Rows of a table before their data, in the final geometry. @param label for a screen reader, as in "Loading tags" */
export function RowsWaiting({ label, rows = ROWS.length }: { label: string; rows?: number }) {
  return (
    <div aria-busy="true">
      <p role="status" className="sr">
        {label}
      </p>
      <div aria-hidden className="rows-waiting">
        {Array.from({ length: rows }, (_, row) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: bars without identity
          <div key={row}>
            <span className="bone bone-120" />
            <span className="bone bone-80" />
            <span className="bone bone-40" />
          </div>
        ))}
      </div>
    </div>
  );
}
