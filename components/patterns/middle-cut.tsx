/** So many characters of the end always stay: it tells `orders-2025` from `orders-2026`. */
const KEPT = 9;
/** Shorter texts fit everywhere. */
const CUT_FROM = 18;

type Props = {
  text: string;
  /** Shown on hover in place of the text alone. */
  tip?: string | undefined;
};

/**
 * A name on one line, cut in its middle where there is no room, the whole on hover and focus. Whoever makes it a link names the link with
 * the whole text, because the two halves are boxes of their own.
 */
export function MiddleCut({ text, tip }: Props) {
  const characters = [...text];
  if (characters.length < CUT_FROM)
    return (
      <span className="cut" data-tip={tip}>
        {text}
      </span>
    );
  return (
    <span className="mid" data-tip={tip} data-whole={text}>
      <span>{characters.slice(0, -KEPT).join("")}</span>
      <span>{characters.slice(-KEPT).join("")}</span>
    </span>
  );
}
