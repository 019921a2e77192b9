"use client";
import { EmptyState } from "#components/patterns/empty-state";
import { ErrorState } from "#components/patterns/error-state";
import { RowsWaiting } from "#components/patterns/rows-waiting";
import { PolicyView } from "#components/policies/policy-view";
import { usePolicies } from "#components/policies/use-policies";
import { asFailure } from "#lib/console/browser/as-failure";
import { policyWords } from "#lib/console/words/policies/policy-words";

const words = policyWords.page;

/** The page of one policy, whichever kind it is. */
export function PolicyPage({ policyId }: { policyId: string }) {
  const { data: policies, error, refetch } = usePolicies();
  const item = policies?.find(({ id }) => id === policyId);
  if (item) return <PolicyView key={item.id} item={item} />;
  if (policies) return <EmptyState level="h1" title={words.missing} hint={words.missingHint} />;
  if (!error) {
    return (
      <div className="section">
        <RowsWaiting label={policyWords.loading} />
      </div>
    );
  }
  const { message, requestId } = asFailure(error);
  return <ErrorState title={words.error} message={message} requestId={requestId} onRetry={() => void refetch()} />;
}
