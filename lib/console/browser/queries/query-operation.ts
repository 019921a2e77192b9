import type { ReplyOf, RequestOf, RestOperationName } from "#lib/wire/catalog";
import { ApiFailure, type Failure, ownFailure } from "../../api-failure";
import { sessionEndedPath } from "../../sign-in-path";
import { words } from "../../words/words";

/**
 * @throws ApiFailure with the API's code and sentence; when the session has ended, the page leaves for the sign-in page
 */
export async function queryOperation<N extends RestOperationName>(
  name: N,
  projectId: string,
  input: RequestOf<N>,
  signal?: AbortSignal,
): Promise<ReplyOf<N>> {
  const parameters = new URLSearchParams({ project: projectId, input: JSON.stringify(input) });
  const response = await fetch(`/api/query/${name}?${parameters}`, { signal, cache: "no-store" }).catch((error: unknown) => {
    if (signal?.aborted) throw error;
    throw new ApiFailure(ownFailure(503, words.failures.unreachable));
  });
  if (response.status === 401) {
    window.location.assign(sessionEndedPath(window.location.pathname + window.location.search));
    // The page is leaving: neither data nor an error should flash.
    return new Promise(() => {});
  }
  const body = (await response.json().catch(() => {
    signal?.throwIfAborted();
    return null;
  })) as (ReplyOf<N> & { failure?: Failure }) | null;
  if (!response.ok || body === null) throw new ApiFailure(body?.failure ?? ownFailure(response.status, words.failures.unreachable));
  return body;
}
