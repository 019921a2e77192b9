import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { DeletedKey } from "#components/keys/details/deleted-key";
import { KeyDetailsView } from "#components/keys/details/key-details-view";
import { EmptyState } from "#components/patterns/empty-state";
import { ErrorState } from "#components/patterns/error-state";
import { ApiFailure } from "#lib/console/api-failure";
import { keyQueries } from "#lib/console/browser/queries/query-keys";
import { enterPage, orSignIn } from "#lib/console/server/enter-page";
import { performOperation } from "#lib/console/server/perform-operation";
import { detailsWords } from "#lib/console/words/details-words";
import { words } from "#lib/console/words/words";

type Props = { params: Promise<{ project: string; keyId: string }> };

/** Asked once for the page and its title. */
const describeKey = cache((projectId: string, keyId: string) => performOperation("describeKey", projectId, { key_id: keyId }));

/** The alias first, since people have many such tabs; a page without a key says only what it is. */
export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { project: projectName, keyId } = await params;
  const { project } = await enterPage(projectName);
  try {
    return { title: (await describeKey(project.id, keyId)).key_info.key_alias };
  } catch {
    // The page meets the same refusal, and says it.
    return { title: detailsWords.tabs };
  }
}

/** Details of one key. Another project's key is not found; a key of this project that the user may not see is forbidden. */
export default async function KeyPage({ params }: Props) {
  const { project: projectName, keyId } = await params;
  const { project, mayDo } = await enterPage(projectName);
  const client = new QueryClient();
  try {
    const [{ key_info }, rotation] = await orSignIn(() =>
      Promise.all([describeKey(project.id, keyId), mayDo.includes("getKeyRotationStatus") ? findRotation(project.id, keyId) : null]),
    );
    client.setQueryData(keyQueries.details(project.id, keyId), key_info);
    if (rotation) client.setQueryData(keyQueries.rotation(project.id, keyId), rotation);
  } catch (error) {
    if (!(error instanceof ApiFailure)) throw error;
    const { status, message, requestId } = error.failure;
    if (status === 404) {
      const deleted = await orSignIn(() => findDeletedKey(project.id, keyId));
      if (deleted) return <DeletedKey item={deleted} />;
    }
    if (status === 404 || status === 400) notFound();
    if (status === 403) {
      return <EmptyState level="h1" title={detailsWords.forbidden} hint={detailsWords.forbiddenHint} />;
    }
    return <ErrorState title={words.failures.keyTitle} message={message} requestId={requestId} />;
  }
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <KeyDetailsView keyId={keyId} />
    </HydrationBoundary>
  );
}

/** Null where it cannot be told now: the page then asks for it once more by itself. */
async function findRotation(projectId: string, keyId: string) {
  try {
    return await performOperation("getKeyRotationStatus", projectId, { key_id: keyId });
  } catch (error) {
    if (error instanceof ApiFailure) return null;
    throw error;
  }
}

/** The record of a key of this project that was deleted; null where there is none, or the user may not see it. */
async function findDeletedKey(projectId: string, keyId: string) {
  try {
    const { deleted_keys } = await performOperation("listDeletedKeys", projectId, { key_id: keyId });
    return deleted_keys[0] ?? null;
  } catch (error) {
    if (error instanceof ApiFailure) return null;
    throw error;
  }
}
