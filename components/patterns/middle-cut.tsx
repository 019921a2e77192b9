/** So many characters of the end always stay: it tells `orders-2025` from `orders-2026`. */
const KEPT = 9;
/** Shorter texts fit everywhere. */
const CUT_FROM = 18;

/**
 * A name on one line, cut in its middle where there is no room, the whole on hover and focus. Whoever makes it a link names the link with
 * the whole text, because the two halves are boxes of their own.
 */
export function MiddleCut({ text }: { text: string }) {
  const characters = [...text];
  if (characters.length < CUT_FROM) return <span className="cut">{text}</span>;
  return (
    <span className="mid" data-whole={text}>
      <span>{characters.slice(0, -KEPT).join("")}</span>
      <span>{characters.slice(-KEPT).join("")}</span>
    </span>
  );
}
