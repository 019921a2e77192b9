"use client";
import { useMemo } from "react";
import { encode } from "uqr";
import { codeWords } from "#lib/console/words/credentials-words";

/** So many pixels a module takes: a whole number, so that all are alike. */
const SCALE = 3;
/** So many modules of white around it a reader needs to find it (ISO/IEC 18004). */
const QUIET = 4;

/** A text as a QR code, drawn here: nothing of it goes to anybody. Dark on light in both themes, since some readers know nothing else. */
export function QrCode({ text }: { text: string }) {
  const { size, path } = useMemo(() => {
    const { data } = encode(text, { ecc: "M", border: QUIET });
    const modules = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])));
    return { size: data.length, path: modules.join("") };
  }, [text]);
  return (
    <svg
      className="qr"
      width={size * SCALE}
      height={size * SCALE}
      role="img"
      aria-label={codeWords.qr}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
    >
      <rect width={size} height={size} className="qr-light" />
      <path d={path} className="qr-dark" />
    </svg>
  );
}
