import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { Metadata } from "next";
import { cookies } from "next/headers";
import { OverviewView } from "#components/overview/overview-view";
import { EmptyState } from "#components/patterns/empty-state";
import { ApiFailure } from "#lib/console/api-failure";
import { overviewInput, readRange } from "#lib/console/browser/overview/overview-input";
import { keyQueries, systemQueries } from "#lib/console/browser/queries/query-keys";
import { enterPage, orSignIn } from "#lib/console/server/enter-page";
import { performOperation } from "#lib/console/server/perform-operation";
import { ownCookieName } from "#lib/console/server/settings";
import { overviewWords } from "#lib/console/words/overview/overview-words";

export const metadata: Metadata = { title: overviewWords.title };

type Props = { params: Promise<{ project: string }>; searchParams: Promise<Record<string, string | string[] | undefined>> };

/** The first screen: the state of the service, what needs somebody, what is used and what comes up. */
export default async function OverviewPage({ params, searchParams }: Props) {
  const { project, mayDo } = await enterPage((await params).project);
  if (!mayDo.includes("describeOverview")) {
    return <EmptyState level="h1" title={overviewWords.forbidden} hint={overviewWords.forbiddenHint} />;
  }
  const input = overviewInput(mayDo, readRange([(await searchParams).range].flat()[0]));
  const client = new QueryClient();
  // Each by itself: what one part does not know takes nothing from the others. The page asks again for what failed, and says why.
  const paint = async (read: () => Promise<void>) => {
    try {
      await orSignIn(read);
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error;
    }
  };
  await Promise.all([
    paint(async () => {
      client.setQueryData(keyQueries.overview(project.id, input), await performOperation("describeOverview", project.id, input));
    }),
    mayDo.includes("describeSystem") &&
      paint(async () => {
        client.setQueryData(systemQueries.status(project.id), await performOperation("describeSystem", project.id, {}));
      }),
  ]);
  const areStepsHidden = (await cookies()).get(ownCookieName("steps"))?.value === "hidden";
  return (
    <HydrationBoundary state={dehydrate(client)}>
      <OverviewView areStepsHidden={areStepsHidden} />
    </HydrationBoundary>
  );
}
