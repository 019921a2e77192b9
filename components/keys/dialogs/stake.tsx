"use client";
import type { ReactNode } from "react";
import { Mark } from "#components/patterns/mark";
import { Time } from "#components/patterns/time";
import { type Risk, riskLevel } from "#lib/console/browser/bulk/risk-summary";
import { riskWords } from "#lib/console/words/change-words";
import { plural } from "#lib/console/words/plural";

/** What is at stake with one key, a line each. @param risk undefined while it is being asked for, null where it cannot be told */
export function Stake({ risk }: { risk: Risk | null | undefined }) {
  return (
    <section aria-label={riskWords.title} aria-busy={risk === undefined}>
      <h3 className="stake-head">{riskWords.title}</h3>
      <dl className="pairs stake">
        {risk === undefined ? <Line label={riskWords.lastUsed}>{riskWords.loading}</Line> : null}
        {risk === null ? <Line label={riskWords.lastUsed}>{riskWords.failed}</Line> : null}
        {risk ? <Known risk={risk} /> : null}
      </dl>
      {risk?.is_partial ? <p className="hint mt-1">{riskWords.partial}</p> : null}
    </section>
  );
}

function Known({ risk }: { risk: Risk }) {
  const level = riskLevel(risk, Date.now());
  const isUsed = level === "danger" || level === "caution";
  const mark = isUsed ? <Mark shape={level} tone={level} /> : null;
  return (
    <>
      <Line label={riskWords.lastUsed}>
        {mark}
        {risk.last_use_time ? <Time milliseconds={risk.last_use_time} isFocusable /> : riskWords.neverUsed}
      </Line>
      <Line label={riskWords.callers}>
        {risk.callers.length > 0 ? mark : null}
        <span className="min-w-0 wrap-anywhere">
          {risk.callers.length > 0 ? risk.callers.map(({ name }) => name).join(", ") : riskWords.noCallers}
        </span>
      </Line>
      <Line label={riskWords.grantsLabel}>
        {risk.grants > 0 ? <Mark shape="caution" tone="caution" /> : null}
        {risk.grants > 0 ? riskWords.liveGrants(risk.grants) : riskWords.none}
      </Line>
      <Line label={riskWords.tagsLabel}>{risk.tags > 0 ? plural(risk.tags, "tag") : riskWords.none}</Line>
      {risk.aliases > 0 ? <Line label={riskWords.aliasesLabel}>{plural(risk.aliases, "alias object")}</Line> : null}
    </>
  );
}

function Line({ label, children }: { label: string; children: ReactNode }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </>
  );
}
