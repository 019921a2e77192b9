"use client";
import type { ReactNode } from "react";
import { Mark } from "#components/patterns/mark";
import { Time } from "#components/patterns/time";
import { type Risk, riskLevel } from "#lib/console/browser/bulk/risk-summary";
import { riskWords } from "#lib/console/words/change-words";
import { plural } from "#lib/console/words/plural";

const exact = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" });

/**
 * What is at stake with one key, a line each.
 * @param risk undefined while it is being asked for, null where it cannot be told
 * @param isDeletion whether what hangs on the key goes with it
 */
export function Stake({ risk, isDeletion }: { risk: Risk | null | undefined; isDeletion: boolean }) {
  return (
    <section aria-label={riskWords.title} aria-busy={risk === undefined}>
      <h3 className="stake-head">{riskWords.title}</h3>
      {risk === undefined ? (
        <p className="sr" role="status">
          {riskWords.loading}
        </p>
      ) : null}
      <dl className="pairs stake">
        {risk === undefined ? <Waiting isDeletion={isDeletion} /> : null}
        {risk === null ? <Line label={riskWords.lastUsed}>{riskWords.failed}</Line> : null}
        {risk ? <Known risk={risk} isDeletion={isDeletion} /> : null}
      </dl>
      {risk?.is_partial ? <p className="hint mt-1">{riskWords.partial}</p> : null}
    </section>
  );
}

/** The lines that will be there: nothing moves below the pointer when the answer comes. */
function Waiting({ isDeletion }: { isDeletion: boolean }) {
  const labels = [riskWords.lastUsed, riskWords.callers, riskWords.grantsLabel, ...(isDeletion ? [riskWords.tagsLabel] : [])];
  return labels.map((label) => (
    <Line key={label} label={label}>
      <span className="bone bone-120" aria-hidden />
    </Line>
  ));
}

function Known({ risk, isDeletion }: { risk: Risk; isDeletion: boolean }) {
  const level = riskLevel(risk, Date.now());
  const isUsed = level === "danger" || level === "caution";
  const mark = isUsed ? <Mark shape={level} tone={level} /> : null;
  return (
    <>
      <Line label={riskWords.lastUsed}>
        {mark}
        {risk.last_use_time ? <LastUse milliseconds={risk.last_use_time} /> : riskWords.neverUsed}
      </Line>
      <Line label={riskWords.callers}>
        {risk.callers.length > 0 ? mark : null}
        <span className="min-w-0 wrap-anywhere">{risk.callers.length > 0 ? <Callers risk={risk} /> : riskWords.noCallers}</span>
      </Line>
      <Line label={riskWords.grantsLabel}>
        {risk.grants > 0 ? <Mark shape="caution" tone="caution" /> : null}
        {risk.grants > 0 ? riskWords.liveGrants(risk.grants) : riskWords.none}
      </Line>
      {isDeletion ? <Line label={riskWords.tagsLabel}>{risk.tags > 0 ? plural(risk.tags, "tag") : riskWords.none}</Line> : null}
      {isDeletion && risk.aliases > 0 ? <Line label={riskWords.aliasesLabel}>{plural(risk.aliases, "alias object")}</Line> : null}
    </>
  );
}

function LastUse({ milliseconds }: { milliseconds: string }) {
  return (
    <span className="min-w-0">
      <b>
        <Time milliseconds={milliseconds} />
      </b>{" "}
      <span className="muted">{exact.format(new Date(Number(milliseconds)))} UTC</span>
    </span>
  );
}

function Callers({ risk }: { risk: Risk }) {
  return risk.callers.map(({ id, name, uses }, index) => (
    <span key={id}>
      {index > 0 ? ", " : ""}
      {name} <span className="muted">{riskWords.calls(uses)}</span>
    </span>
  ));
}

function Line({ label, children }: { label: string; children: ReactNode }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </>
  );
}
