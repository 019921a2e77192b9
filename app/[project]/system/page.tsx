import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { Metadata } from "next";
import { EmptyState } from "#components/patterns/empty-state";
import { ErrorState } from "#components/patterns/error-state";
import { SystemView } from "#components/system/system-view";
import { ApiFailure } from "#lib/console/api-failure";
import { systemQueries } from "#lib/console/browser/queries/query-keys";
import { enterPage, orSignIn } from "#lib/console/server/enter-page";
import { performOperation } from "#lib/console/server/perform-operation";
import { systemWords } from "#lib/console/words/system-words";

export const metadata: Metadata = { title: systemWords.title };

/** HSM, database, quotas and the security statement. */
export default async function SystemPage({ params }: { params: Promise<{ project: string }> }) {
  const { project } = await enterPage((await params).project);
  const client = new QueryClient();
  try {
    client.setQueryData(systemQueries.status(project.id), await orSignIn(() => performOperation("describeSystem", project.id, {})));
  } catch (error) {
    if (!(error instanceof ApiFailure)) throw error;
    const { status, message, requestId } = error.failure;
    if (status === 403) {
      return <EmptyState level="h1" title={systemWords.forbidden} hint={systemWords.forbiddenHint} />;
    }
    return <ErrorState title={systemWords.error} message={message} requestId={requestId} />;
  }
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <SystemView />
    </HydrationBoundary>
  );
}
