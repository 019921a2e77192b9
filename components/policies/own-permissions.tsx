"use client";
import { useQuery } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { ErrorState } from "#components/patterns/error-state";
import { RowsWaiting } from "#components/patterns/rows-waiting";
import { PermissionLines } from "#components/policies/permission-lines";
import { RightMark } from "#components/policies/right-mark";
import { asFailure } from "#lib/console/browser/as-failure";
import { PEOPLE_LINES, rightOfLine } from "#lib/console/browser/policy/policy-rights";
import { rightsQueries } from "#lib/console/browser/queries/query-keys";
import { queryOperation } from "#lib/console/browser/queries/query-operation";
import { rightsWords } from "#lib/console/words/policies/try-words";
import { NEWER_LINES, type PermissionLine, TABLE_1_6 } from "#lib/domain/policy/table-1-6";

/**
 * What one may do oneself, line by line: of a project Table 1-6 and what is newer, of the account the operations on people.
 * @param projectId null for the account
 */
export function OwnPermissions({ projectId }: { projectId: string | null }) {
  const { data, error, refetch } = useQuery({
    queryKey: rightsQueries.own(projectId),
    queryFn: async ({ signal }) => (await queryOperation("describeRights", projectId, {}, signal)).permissions,
  });
  const rights = useMemo(() => new Map((data ?? []).map(({ permission, right }) => [permission as string, right])), [data]);
  const right = useCallback((line: PermissionLine) => <RightMark right={rightOfLine(line, rights)} />, [rights]);
  if (!data && error) {
    const { message, requestId } = asFailure(error);
    return <ErrorState title={rightsWords.error} message={message} requestId={requestId} onRetry={() => void refetch()} />;
  }
  if (!data) {
    return (
      <div className="section">
        <RowsWaiting label={rightsWords.loading} />
      </div>
    );
  }
  const parts = projectId === null ? ACCOUNT_PARTS : PROJECT_PARTS;
  return parts.map(({ label, lines }) => (
    <section key={label} className="panel-part" aria-label={label}>
      <h2>{label}</h2>
      <PermissionLines label={label} lines={lines} rightLabel={rightsWords.columns.right} right={right} />
    </section>
  ));
}

const PROJECT_PARTS = [
  { label: rightsWords.ofTable, lines: TABLE_1_6 },
  { label: rightsWords.newer, lines: NEWER_LINES },
];
const ACCOUNT_PARTS = [{ label: rightsWords.people, lines: PEOPLE_LINES }];
