"use client";
import { useQuery } from "@tanstack/react-query";
import { usePlace } from "#components/shell/workplace";
import { identityQueries } from "#lib/console/browser/queries/query-keys";
import { queryOperation } from "#lib/console/browser/queries/query-operation";
import type { RequestOf, RestOperationName } from "#lib/wire/catalog";

const ACCOUNT = null;

/** What is read of the account, asked for outside any project. @param isWanted false where it may not be asked for, or not yet */
export function useAccountQuery<N extends RestOperationName>(name: N, input: RequestOf<N>, isWanted = true) {
  const { accountId } = usePlace();
  return useQuery({
    queryKey: identityQueries.of(accountId, name, input),
    queryFn: ({ signal }) => queryOperation(name, ACCOUNT, input, signal),
    enabled: isWanted,
  });
}
