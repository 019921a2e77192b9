// biome-ignore-all lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (WCAG 2.1.1)
"use client";
import { useVirtualizer } from "@tanstack/react-virtual";
import { Search } from "lucide-react";
import { useMemo, useRef, useState } from "react";
import { AffectedKey } from "#components/keys/dialogs/affected-key";
import { SegmentedChoice } from "#components/patterns/form/segmented-choice";
import { ProgressBar } from "#components/patterns/progress-bar";
import type { JudgedKey } from "#lib/console/browser/bulk/judge-keys";
import { byRisk, type Risks, riskLevel, sumRisks } from "#lib/console/browser/bulk/risk-summary";
import { affectedWords, riskWords } from "#lib/console/words/change-words";

/** More keys than these can be filtered. */
const FILTERED_FROM = 21;
const ROW_PX = 32;
/** So many rows are all in the page, for a screen reader to read on. */
const WHOLE_UP_TO = 100;

/** The numbers of a sentence, but for those that count days and hours. */
const COUNTS = /(\d[\d,]*(?![\d,]))(?! days| hours)/;

type Props = {
  judged: readonly JudgedKey[];
  /** Where keys stop working: with how many keys they are asked for, and whether what hangs on them goes too. */
  stake?: { readonly risks: Risks; readonly asked: number; readonly isDeletion: boolean };
};

/**
 * Names every key that a dialog is about, in a box that scrolls by itself: the risky ones on top, those that the change does not fit with
 * the reason, and one line that sums up. Only rows in sight are in the page, for there may be thousands.
 */
export function AffectedKeys({ judged, stake }: Props) {
  const [text, setText] = useState("");
  const [shownOf, setShown] = useState("all");
  const box = useRef<HTMLElement>(null);
  // A key's age in days does not change while one looks.
  const [now] = useState(() => Date.now());
  const risks = stake?.risks;
  const groups = useMemo(() => groupsOf(judged, risks, now), [judged, risks, now]);
  const group = groups.find(({ value }) => value === shownOf) ?? groups[0];
  const matches = useMemo(() => {
    const wanted = text.trim().toLowerCase();
    const found = (group?.keys ?? judged).filter(
      ({ key }) => key.key_alias.toLowerCase().includes(wanted) || key.key_id.startsWith(wanted),
    );
    return risks ? byRisk(found, risks, now) : refusedFirst(found);
  }, [judged, group, risks, text, now]);
  const rows = useVirtualizer({
    count: matches.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_PX,
    overscan: matches.length <= WHOLE_UP_TO ? WHOLE_UP_TO : 10,
  });
  return (
    <div className="d-box">
      <Sum judged={judged} stake={stake} now={now} />
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
          {groups.length > 1 ? (
            <SegmentedChoice legend={affectedWords.show} isSmall options={groups} value={group?.value ?? "all"} onChange={setShown} />
          ) : null}
        </div>
      ) : null}
      <section ref={box} className="d-list" tabIndex={0} aria-label={affectedWords.list}>
        <ul className="d-rows" ref={(list) => list?.style.setProperty("height", `${rows.getTotalSize()}px`)}>
          {rows.getVirtualItems().map(({ index, start, key }) => {
            const one = matches[index];
            return one ? (
              <li
                key={key}
                className="d-row"
                aria-setsize={matches.length}
                aria-posinset={index + 1}
                data-index={index}
                ref={(row) => {
                  row?.style.setProperty("transform", `translateY(${start}px)`);
                  rows.measureElement(row);
                }}
              >
                <AffectedKey judged={one} risk={risks?.get(one.key.key_id)} now={now} />
              </li>
            ) : null;
          })}
        </ul>
        {matches.length === 0 ? <p className="hint p-3">{affectedWords.noMatch}</p> : null}
      </section>
    </div>
  );
}

/** What is at stake for all keys, or how far it is known; of a change without risks, how many it will not reach. */
function Sum({ judged, stake, now }: Props & { now: number }) {
  const skipped = judged.filter(({ refusal }) => refusal !== null).length;
  let line = skipped > 0 ? affectedWords.skipped(skipped, judged.length) : "";
  const done = stake?.risks.size ?? 0;
  const isLooking = stake !== undefined && done < stake.asked;
  if (stake)
    line = isLooking
      ? riskWords.looking(done, stake.asked)
      : `${riskWords.sum(sumRisks(toldOf(judged, stake.risks), now), stake.isDeletion)} ${line}`;
  if (line === "") return null;
  return (
    <div className="d-sum">
      <p role="status">
        {line.split(COUNTS).map((part, place) =>
          // biome-ignore lint/suspicious/noArrayIndexKey: a part of a sentence is its place
          place % 2 === 1 ? <b key={place}>{part}</b> : part,
        )}
      </p>
      {isLooking ? <ProgressBar label={riskWords.title} done={done} total={stake.asked} /> : null}
    </div>
  );
}

/** Without those keys of which it cannot be told because they are not about to be deleted. */
function toldOf(judged: readonly JudgedKey[], risks: Risks): Risks {
  const skipped = new Set(judged.flatMap(({ key, refusal }) => (refusal === null ? [] : [key.key_id])));
  return new Map([...risks].filter(([id, risk]) => risk !== null || !skipped.has(id)));
}

type Group = { readonly value: string; readonly label: string; readonly keys: readonly JudgedKey[] };

/** All keys, and the parts of them that one may want to see alone. */
function groupsOf(judged: readonly JudgedKey[], risks: Risks | undefined, now: number): readonly Group[] {
  const { all, used, granted, refused } = affectedWords;
  const part = (value: string, label: (number: number) => string, has: (one: JudgedKey) => boolean): Group => {
    const keys = judged.filter(has);
    return { value, label: label(keys.length), keys };
  };
  const parts = [part("refused", refused, ({ refusal }) => refusal !== null)];
  if (risks) {
    parts.unshift(
      part("used", used, ({ key }) => {
        const risk = risks.get(key.key_id);
        return risk ? ["danger", "caution"].includes(riskLevel(risk, now)) : false;
      }),
      part("granted", granted, ({ key }) => (risks.get(key.key_id)?.grants ?? 0) > 0),
    );
  }
  return [part("all", all, () => true), ...parts.filter(({ keys }) => keys.length > 0)];
}

function refusedFirst(keys: readonly JudgedKey[]): readonly JudgedKey[] {
  const rank = ({ refusal }: JudgedKey) => (refusal === null ? 1 : 0);
  return keys.toSorted((one, other) => rank(one) - rank(other));
}
