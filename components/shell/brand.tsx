import { words } from "#lib/console/words/words";

/** The product's mark: a keyhole in a shield. */
export function Brand({ className = "" }: { className?: string }) {
  return (
    <span className={`inline-flex items-center gap-2.5 font-semibold tracking-tight ${className}`}>
      <svg width="22" height="24" viewBox="0 0 22 24" fill="none" aria-hidden="true">
        <path
          d="M11 1 20.5 4.4v7.1c0 5.4-3.9 9.6-9.5 11.5C5.4 21.100 1.5 16.900 1.500 11.500V4.400L11 1Z"
          fill="#12807a"
          stroke="#5cc9bf"
          strokeWidth="1.25"
        />
        <path d="M11 7.200a2.700 2.700 0 0 1 1.350 5.030l.75 4.070H8.900l.75-4.070A2.700 2.700 0 0 1 11 7.200Z" fill="#fff" />
      </svg>
      {words.product}
    </span>
  );
}
