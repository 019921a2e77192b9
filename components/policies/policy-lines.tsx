"use client";
import { useCallback, useMemo } from "react";
import { PermissionLines } from "#components/policies/permission-lines";
import { RightMark } from "#components/policies/right-mark";
import { PEOPLE_LINES, rightOfLine, rightsOfPolicy } from "#lib/console/browser/policy/policy-rights";
import { policyWords } from "#lib/console/words/policies/policy-words";
import type { PolicyDocument } from "#lib/domain/policy/policy-document";
import { NEWER_LINES, type PermissionLine, TABLE_1_6 } from "#lib/domain/policy/table-1-6";

const words = policyWords.page;

/** What a system role allows: Table 1-6 line by line, then what is newer; or the operations on people. */
export function PolicyLines({ policy, isOfAccount }: { policy: PolicyDocument; isOfAccount: boolean }) {
  const rights = useMemo(() => rightsOfPolicy(policy), [policy]);
  const right = useCallback((line: PermissionLine) => <RightMark right={rightOfLine(line, rights)} />, [rights]);
  if (isOfAccount) {
    return (
      <section className="panel-part" aria-labelledby="policy-people">
        <h2 id="policy-people">{words.peopleTitle}</h2>
        <PermissionLines label={words.peopleTitle} lines={PEOPLE_LINES} rightLabel={words.lineColumns.allowed} right={right} />
      </section>
    );
  }
  return (
    <>
      <section className="panel-part" aria-labelledby="policy-lines">
        <h2 id="policy-lines">{words.linesTitle}</h2>
        <p className="hint">{words.linesLead}</p>
        <PermissionLines label={words.linesTable} lines={TABLE_1_6} rightLabel={words.lineColumns.allowed} right={right} />
      </section>
      <section className="panel-part" aria-labelledby="policy-newer">
        <h2 id="policy-newer">{words.newerTitle}</h2>
        <p className="hint">{words.newerLead}</p>
        <PermissionLines label={words.newerTitle} lines={NEWER_LINES} rightLabel={words.lineColumns.allowed} right={right} />
      </section>
    </>
  );
}
