import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { Metadata } from "next";
import { cookies } from "next/headers";
import { KeyList } from "#components/keys/list/key-list";
import { EmptyState } from "#components/patterns/empty-state";
import { ApiFailure } from "#lib/console/api-failure";
import { keyQueries } from "#lib/console/browser/queries/query-keys";
import { maySee, neededBy, toKeySearch, toSearchInput } from "#lib/console/browser/search/key-search";
import { readLooks } from "#lib/console/browser/search/list-looks";
import { enterPage, orSignIn } from "#lib/console/server/enter-page";
import { performOperation } from "#lib/console/server/perform-operation";
import { ownCookieName } from "#lib/console/server/settings";
import { detailsWords } from "#lib/console/words/details-words";
import { shellWords } from "#lib/console/words/shell-words";

export const metadata: Metadata = { title: shellWords.keys };

type Props = { params: Promise<{ project: string }>; searchParams: Promise<Record<string, string | string[] | undefined>> };

/** First paint of the list; the browser's queries go on from its data. */
export default async function Keys({ params, searchParams }: Props) {
  const { project, mayDo } = await enterPage((await params).project);
  if (!mayDo.includes("searchKeys")) {
    return <EmptyState level="h1" title={detailsWords.forbiddenList} hint={detailsWords.forbiddenListHint} />;
  }
  const parameters = new URLSearchParams(
    Object.entries(await searchParams).flatMap(([name, value]) => [value ?? []].flat().map((one) => [name, one])),
  );
  const kept = await cookies();
  const looks = readLooks(kept.get(ownCookieName("columns"))?.value, kept.get(ownCookieName("density"))?.value);
  const search = toKeySearch(parameters, looks.columns);
  const input = toSearchInput(search, neededBy(search.columns, maySee(mayDo)));
  const client = new QueryClient();
  try {
    client.setQueryData(keyQueries.search(project.id, input), await orSignIn(() => performOperation("searchKeys", project.id, input)));
  } catch (error) {
    // The list shows the failure itself, with a way to try again: its own query meets the same refusal.
    if (!(error instanceof ApiFailure)) throw error;
  }
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <KeyList looks={looks} />
    </HydrationBoundary>
  );
}
