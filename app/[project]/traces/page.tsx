import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { Metadata } from "next";
import { EmptyState } from "#components/patterns/empty-state";
import { TracesView } from "#components/traces/traces-view";
import { ApiFailure } from "#lib/console/api-failure";
import { traceQueries } from "#lib/console/browser/queries/query-keys";
import { PAGE_TRACES, toCountInput, toListInput, toTraceSearch } from "#lib/console/browser/traces/trace-search";
import { enterPage, orSignIn } from "#lib/console/server/enter-page";
import { performOperation } from "#lib/console/server/perform-operation";
import { traceWords } from "#lib/console/words/traces/trace-words";

export const metadata: Metadata = { title: traceWords.title };

type Props = { params: Promise<{ project: string }>; searchParams: Promise<Record<string, string | string[] | undefined>> };

/** First paint of the audit traces; the browser goes on from its data. */
export default async function Traces({ params, searchParams }: Props) {
  const { project, mayDo, mayDoInAccount } = await enterPage((await params).project);
  if (!mayDo.includes("listTraces") && !mayDoInAccount.includes("listTraces")) {
    return <EmptyState level="h1" title={traceWords.forbidden} hint={traceWords.forbiddenHint} />;
  }
  const parameters = new URLSearchParams(
    Object.entries(await searchParams).flatMap(([name, value]) => [value ?? []].flat().map((one) => [name, one])),
  );
  const search = toTraceSearch(parameters);
  const askedAt = Date.now();
  const list = { ...toListInput(search, askedAt), limit: PAGE_TRACES };
  const counts = toCountInput(search, askedAt);
  const client = new QueryClient();
  try {
    const [page, counted] = await orSignIn(() =>
      Promise.all([performOperation("listTraces", project.id, list), performOperation("countTraces", project.id, counts)]),
    );
    client.setQueryData(traceQueries.list(project.id, list), { pages: [page], pageParams: [""] });
    client.setQueryData(traceQueries.counts(project.id, counts), counted);
  } catch (error) {
    if (!(error instanceof ApiFailure)) throw error;
    if (error.failure.status === 403) return <EmptyState level="h1" title={traceWords.forbidden} hint={traceWords.forbiddenHint} />;
    // The page shows any other failure itself, with a way to try again: its own query meets the same refusal.
  }
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <TracesView askedAt={askedAt} />
    </HydrationBoundary>
  );
}
