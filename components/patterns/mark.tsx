import type { ReactNode } from "react";

/** Shapes of the console's marks on a square of 16: what is cut out of a filled one has the colour of the page below. */
const SHAPES = {
  ok: (
    <>
      <circle cx="8" cy="8" r="6.5" fill="currentColor" />
      <path d="m5.3 8.2 1.9 1.9 3.6-3.9" className="mark-cut" strokeWidth="1.6" strokeLinecap="round" strokeLinejoin="round" />
    </>
  ),
  caution: (
    <>
      <path d="M7.1 1.9a1 1 0 0 1 1.8 0l6 11a1 1 0 0 1-.9 1.5H2a1 1 0 0 1-.9-1.5z" fill="currentColor" />
      <path d="M8 5.7v3.6M8 11.7v.01" className="mark-cut" strokeWidth="1.7" strokeLinecap="round" />
    </>
  ),
  danger: (
    <>
      <path d="M5.2 1.500h5.600L14.500 5.200v5.600l-3.700 3.700H5.200L1.500 10.800V5.200z" fill="currentColor" />
      <path d="M8 4.700v4M8 11.200v.01" className="mark-cut" strokeWidth="1.7" strokeLinecap="round" />
    </>
  ),
  note: (
    <>
      <circle cx="8" cy="8" r="5.75" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <path d="M8 7.500v3.300M8 5.200v.01" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" />
    </>
  ),
  dot: <circle cx="8" cy="8" r="3" fill="currentColor" />,
  disabled: (
    <>
      <circle cx="8" cy="8" r="5.75" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <path d="M5.4 8h5.2" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" />
    </>
  ),
  deletion: (
    <>
      <circle cx="8" cy="8" r="5.75" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <path d="M8 8V4.2A3.8 3.8 0 1 1 4.7 9.9z" fill="currentColor" />
    </>
  ),
  import: (
    <>
      <circle cx="8" cy="8" r="5.75" fill="none" stroke="currentColor" strokeWidth="1.5" strokeDasharray="2.6 1.92" />
      <path
        d="M8 5.2v5M5.9 8.3 8 10.4l2.1-2.1"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </>
  ),
} as const satisfies Record<string, ReactNode>;

export type MarkShape = keyof typeof SHAPES;
export type MarkTone = "positive" | "caution" | "danger" | "plain";

/** A mark of its own shape, which always stands beside a word: colour and shape alone say nothing. */
export function Mark({ shape, tone }: { shape: MarkShape; tone: MarkTone }) {
  return (
    <svg className={`glyph mark-${tone}`} viewBox="0 0 16 16" aria-hidden="true">
      {SHAPES[shape]}
    </svg>
  );
}
