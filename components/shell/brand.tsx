import { words } from "#lib/console/words/words";

/** The product's mark, a keyhole, and its name. */
export function Brand() {
  return (
    <>
      <svg viewBox="0 0 22 22" aria-hidden="true">
        <rect className="mark-body" x="1" y="1" width="20" height="20" rx="5.5" />
        <path
          className="mark-hole"
          d="M11 5.2a3.3 3.3 0 0 1 1.7 6.13l.93 4.47a.6.6 0 0 1-.59.72H8.96a.6.6 0 0 1-.59-.72l.93-4.47A3.3 3.3 0 0 1 11 5.2z"
        />
      </svg>
      <span>{words.product}</span>
    </>
  );
}
