import { memo, type Ref } from "react";
import { Mark } from "#components/patterns/mark";
import type { JsonLine } from "#lib/console/browser/policy/json-lines";

const CLASS_OF = { name: "tok-k", text: "tok-t", sign: "tok-s", plain: "" } as const;

type Props = {
  lines: readonly JsonLine[];
  marked: { readonly from: number; readonly to: number } | null;
  /** It is the text itself, and not a drawing below one that is typed. */
  isRead?: boolean;
  ref?: Ref<HTMLDivElement>;
};

/** Lines of JSON with numbers and colours, and what is wrong at the end of its line. */
export function JsonText({ lines, marked, isRead = false, ref }: Props) {
  return (
    <div ref={ref} className="editor-lines" aria-hidden={!isRead || undefined}>
      {lines.map((line, index) => (
        <Line
          // biome-ignore lint/suspicious/noArrayIndexKey: lines are told apart by their numbers
          key={index}
          number={index + 1}
          line={line}
          isMarked={marked !== null && marked.from <= index + 1 && index + 1 <= marked.to}
        />
      ))}
    </div>
  );
}

const Line = memo(PlainLine, (one, other) => {
  if (one.number !== other.number || one.isMarked !== other.isMarked) return false;
  return JSON.stringify(one.line) === JSON.stringify(other.line);
});

function PlainLine({ number, line: { tokens, faults }, isMarked }: { number: number; line: JsonLine; isMarked: boolean }) {
  const [fault] = faults;
  return (
    <div className={["editor-line", fault ? "is-bad" : "", isMarked ? "is-marked" : ""].filter(Boolean).join(" ")}>
      <span className="editor-sign" aria-hidden>
        {fault ? <Mark shape="danger" tone="danger" /> : null}
      </span>
      <span className="editor-number" aria-hidden>
        {number}
      </span>
      <span className="editor-source">
        {tokens.map(({ kind, text, isBad }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: parts of one line keep their places
          <span key={index} className={[CLASS_OF[kind], isBad ? "tok-bad" : ""].filter(Boolean).join(" ") || undefined}>
            {text}
          </span>
        ))}
        {tokens.length === 0 ? "\u200b" : null}
      </span>
      {fault ? <span className="editor-lens">{fault.message}</span> : null}
    </div>
  );
}
