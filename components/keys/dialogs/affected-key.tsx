"use client";
import { KeyState } from "#components/patterns/key-state";
import { Mark } from "#components/patterns/mark";
import { MiddleCut } from "#components/patterns/middle-cut";
import { Time } from "#components/patterns/time";
import type { JudgedKey } from "#lib/console/browser/bulk/judge-keys";
import { type Risk, riskLevel } from "#lib/console/browser/bulk/risk-summary";
import { affectedWords, skipWords } from "#lib/console/words/change-words";
import { plural } from "#lib/console/words/plural";

const MARKS = { danger: ["danger", "danger"], caution: ["caution", "caution"], note: ["note", "plain"] } as const;

type Props = {
  judged: JudgedKey;
  /** Where the key stops working: undefined while it is not known, null where it cannot be told. */
  risk: Risk | null | undefined;
  now: number;
};

/** One key of those that a dialog is about: how risky, which, what is at stake or why it is skipped, its state. */
export function AffectedKey({ judged: { key, refusal, isSent }, risk, now }: Props) {
  const level = refusal ? "none" : riskLevel(risk, now);
  return (
    <>
      <span className="d-mark">{level === "none" ? null : <Mark shape={MARKS[level][0]} tone={MARKS[level][1]} />}</span>
      <span className={isSent ? "name d-alias" : "muted d-alias"}>
        <MiddleCut text={key.key_alias} />
      </span>
      {refusal ? (
        <span className="d-why is-caution">
          {isSent ? skipWords.perhaps : skipWords.surely}: {refusal}
        </span>
      ) : (
        <>
          <span className="muted cut d-use">
            {risk?.last_use_time ? (
              <>
                <span className="sr">{affectedWords.lastUsed} </span>
                <Time milliseconds={risk.last_use_time} />
              </>
            ) : null}
          </span>
          <span className="muted d-grants">{risk && risk.grants > 0 ? plural(risk.grants, "grant") : null}</span>
        </>
      )}
      <KeyState wire={key.key_state} />
    </>
  );
}
