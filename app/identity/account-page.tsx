import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import Link from "next/link";
import type { ReactNode } from "react";
import { EmptyState } from "#components/patterns/empty-state";
import { ApiFailure } from "#lib/console/api-failure";
import { identityQueries } from "#lib/console/browser/queries/query-keys";
import { enterAccount, orSignIn } from "#lib/console/server/enter-page";
import { performOperation } from "#lib/console/server/perform-operation";
import { ACCOUNT } from "#lib/console/server/scoped-token";
import { identityWords } from "#lib/console/words/identity/identity-words";
import type { RequestOf, RestOperationName } from "#lib/wire/catalog";

/** An operation that reads, with its input. */
export type Read = { readonly [N in RestOperationName]: readonly [name: N, input: RequestOf<N>] }[RestOperationName];

/**
 * A page about the people of the account, for whoever may see them.
 * @param reads what the first paint shows; what fails is read again by the page, which says why
 */
export async function AccountPage({ reads, children }: { reads: readonly Read[]; children: ReactNode }) {
  const { session, project, mayDoInAccount } = await enterAccount();
  if (!mayDoInAccount.includes("listUsers")) {
    return (
      <EmptyState level="h1" title={identityWords.forbidden} hint={identityWords.forbiddenHint}>
        {project ? (
          <Link className="btn" href={`/${encodeURIComponent(project.name)}/keys`} prefetch={false}>
            {identityWords.toKeys}
          </Link>
        ) : null}
      </EmptyState>
    );
  }
  const client = new QueryClient();
  await Promise.all(
    reads.map(async ([name, input]) => {
      try {
        const data = await orSignIn(() => performOperation(name, ACCOUNT, input as never));
        client.setQueryData(identityQueries.of(session.accountId, name, input as never), data);
      } catch (error) {
        if (!(error instanceof ApiFailure)) throw error;
      }
    }),
  );
  return <HydrationBoundary state={dehydrate(client)}>{children}</HydrationBoundary>;
}
