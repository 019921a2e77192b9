import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import { Lock } from "lucide-react";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { KeyDetailsView } from "#components/keys/key-details-view";
import { EmptyState } from "#components/patterns/empty-state";
import { ErrorState } from "#components/patterns/error-state";
import { ApiFailure } from "#lib/console/api-failure";
import { enterPage, orSignIn } from "#lib/console/enter-page";
import { performOperation } from "#lib/console/perform-operation";
import { keyQueries } from "#lib/console/query-keys";
import { words } from "#lib/console/words";

export const metadata: Metadata = { title: words.details.tabs };

type Props = { params: Promise<{ project: string; keyId: string }> };

/** Details of one key. Another project's key is not found; a key of this project that the user may not see is forbidden. */
export default async function KeyPage({ params }: Props) {
  const { project: projectName, keyId } = await params;
  const { project } = await enterPage(projectName);
  const client = new QueryClient();
  try {
    const { key_info } = await orSignIn(() => performOperation("describeKey", project.id, { key_id: keyId }));
    client.setQueryData(keyQueries.details(project.id, keyId), key_info);
  } catch (error) {
    if (!(error instanceof ApiFailure)) throw error;
    const { status, message, requestId } = error.failure;
    if (status === 404 || status === 400) notFound();
    if (status === 403) {
      return <EmptyState level="h1" icon={<Lock size={22} />} title={words.details.forbidden} hint={words.details.forbiddenHint} />;
    }
    return <ErrorState title={words.failures.keyTitle} message={message} requestId={requestId} />;
  }
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <KeyDetailsView keyId={keyId} />
    </HydrationBoundary>
  );
}
