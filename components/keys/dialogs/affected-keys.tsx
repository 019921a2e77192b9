// biome-ignore-all lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (WCAG 2.1.1)
"use client";
import { useVirtualizer } from "@tanstack/react-virtual";
import { Search } from "lucide-react";
import { useMemo, useRef, useState } from "react";
import { KeyState } from "#components/patterns/key-state";
import { Mark } from "#components/patterns/mark";
import { MiddleCut } from "#components/patterns/middle-cut";
import { SegmentedChoice } from "#components/patterns/segmented-choice";
import { Time } from "#components/patterns/time";
import type { JudgedKey } from "#lib/console/browser/bulk/judge-keys";
import { byRisk, type Risks, riskLevel } from "#lib/console/browser/bulk/risk-summary";
import { affectedWords, skipWords } from "#lib/console/words/change-words";
import { plural } from "#lib/console/words/plural";

/** More keys than these can be filtered. */
const FILTERED_FROM = 21;
const ROW_PX = 32;
/** So many rows are all in the page, for a screen reader to read on. */
const WHOLE_UP_TO = 100;

type Props = {
  judged: readonly JudgedKey[];
  /** Of a deletion. */
  risks?: Risks;
  /** One line that sums up what is at stake for all. */
  sum?: string;
};

type Shown = "all" | "used" | "granted";

/**
 * Names every key that a dialog is about, in a box that scrolls by itself: the risky ones on top, those that the change does not fit with
 * the reason. Only rows in sight are in the page, for there may be thousands.
 */
export function AffectedKeys({ judged, risks, sum }: Props) {
  const [text, setText] = useState("");
  const [shown, setShown] = useState<Shown>("all");
  const box = useRef<HTMLElement>(null);
  // A key's age in days does not change while one looks.
  const [now] = useState(() => Date.now());
  const matches = useMemo(() => {
    const wanted = text.trim().toLowerCase();
    const isShown = ({ key }: JudgedKey) => {
      const risk = risks?.get(key.key_id);
      if (shown === "used") return ["danger", "caution"].includes(riskLevel(risk, now));
      return shown === "all" || (risk?.grants ?? 0) > 0;
    };
    const found = judged.filter(
      (one) => isShown(one) && (one.key.key_alias.toLowerCase().includes(wanted) || one.key.key_id.startsWith(wanted)),
    );
    return risks ? byRisk(found, risks, now) : found;
  }, [judged, risks, text, shown, now]);
  const rows = useVirtualizer({
    count: matches.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_PX,
    overscan: matches.length <= WHOLE_UP_TO ? WHOLE_UP_TO : 10,
  });
  return (
    <div className="d-box">
      {sum ? (
        <p className="d-sum" role="status">
          {sum}
        </p>
      ) : null}
      {judged.length >= FILTERED_FROM ? (
        <div className="d-tools">
          <label className="with-icon">
            <Search className="i" aria-hidden />
            <input
              type="search"
              className="input"
              aria-label={affectedWords.filter(judged.length)}
              placeholder={affectedWords.filter(judged.length)}
              autoComplete="off"
              spellCheck={false}
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          </label>
          {risks ? (
            <SegmentedChoice<Shown>
              legend={affectedWords.show}
              isSmall
              options={[
                { value: "all", label: affectedWords.all },
                { value: "used", label: affectedWords.used },
                { value: "granted", label: affectedWords.granted },
              ]}
              value={shown}
              onChange={setShown}
            />
          ) : null}
        </div>
      ) : null}
      <section ref={box} className="d-list" tabIndex={0} aria-label={affectedWords.list}>
        <ul className="d-rows" ref={(list) => list?.style.setProperty("height", `${rows.getTotalSize()}px`)}>
          {rows.getVirtualItems().map(({ index, start, key }) => {
            const one = matches[index];
            return one ? (
              <li key={key} className="d-row" ref={(row) => row?.style.setProperty("transform", `translateY(${start}px)`)}>
                <AffectedKey judged={one} risks={risks} now={now} />
              </li>
            ) : null;
          })}
        </ul>
        {matches.length === 0 ? <p className="hint p-3">{affectedWords.noMatch}</p> : null}
      </section>
    </div>
  );
}

const MARKS = { danger: ["danger", "danger"], caution: ["caution", "caution"], note: ["note", "plain"] } as const;

function AffectedKey({ judged: { key, refusal, isSent }, risks, now }: { judged: JudgedKey; risks: Risks | undefined; now: number }) {
  const risk = risks?.get(key.key_id);
  const level = riskLevel(risk, now);
  return (
    <>
      <span className="d-mark">{level === "none" ? null : <Mark shape={MARKS[level][0]} tone={MARKS[level][1]} />}</span>
      <span className={isSent ? "name d-alias" : "muted d-alias"}>
        <MiddleCut text={key.key_alias} />
      </span>
      {refusal ? (
        <span className="d-why is-caution cut" data-whole={`${isSent ? skipWords.perhaps : skipWords.surely}: ${refusal}`}>
          {isSent ? skipWords.perhaps : skipWords.surely}: {refusal}
        </span>
      ) : (
        <>
          <span className="muted cut d-use">{risk?.last_use_time ? <Time milliseconds={risk.last_use_time} /> : null}</span>
          <span className="muted d-grants">{risk && risk.grants > 0 ? plural(risk.grants, "grant") : null}</span>
        </>
      )}
      <KeyState wire={key.key_state} />
    </>
  );
}
