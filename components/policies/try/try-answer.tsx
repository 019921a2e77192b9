"use client";
import Link from "next/link";
import { Mark } from "#components/patterns/mark";
import { policyPath } from "#lib/console/browser/policy/policy-items";
import type { Tried } from "#lib/console/server/actions/try-access";
import { tryWords } from "#lib/console/words/policies/try-words";
import { findingWords, reasonWords, verdictWords } from "#lib/domain/policy/reading/read-decision";

/** What was decided, and by what. @param policyId the policy beside which it is shown */
export function TryAnswer({ tried, policyId }: { tried: Tried; policyId?: string | undefined }) {
  const { decision, groupName, findings } = tried;
  const place = "place" in decision.reason ? decision.reason.place : null;
  const near = findings.map(findingWords).filter((sentence) => sentence !== null);
  return (
    <div className="answer">
      <Mark shape={decision.isAllowed ? "ok" : "disabled"} tone={decision.isAllowed ? "positive" : "plain"} />
      <p>
        <b className="strong">{verdictWords(decision)}</b>
        {place ? <> {tryWords.policy(place.policyName)}</> : null}
      </p>
      <p className="muted">
        {reasonWords(decision)} {groupName ? tryWords.heldBy(groupName) : null}
      </p>
      {place && place.policyId === policyId ? <p className="muted">{tryWords.highlighted(place.statement + 1)}</p> : null}
      {place && place.policyId !== policyId ? (
        <p>
          <Link href={policyPath(place.policyId)} prefetch={false}>
            {tryWords.openPolicy}
          </Link>
        </p>
      ) : null}
      {near.length > 0 ? (
        <details>
          <summary>{tryWords.nearTitle}</summary>
          <ul className="grid gap-1 muted">
            {near.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </details>
      ) : null}
    </div>
  );
}
