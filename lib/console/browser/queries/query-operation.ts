import type { ReplyOf, RequestOf, RestOperationName } from "#lib/wire/catalog";
import { ApiFailure, type Failure, unanswered } from "../../api-failure";
import { backgroundHeaders } from "../attention";
import { announceSession, announceSessionEnd, nextTry } from "../session-watch";

/** What can be read of one's own. */
type OwnRead = "listOwnSessions" | "listAccessKeys" | "showMfaOfUser" | "showRecoveryCodes" | "listPasskeys" | "listSavedQueries";
/** The console's server says that there is no device where the API does not find one. */
type OwnReply<N extends OwnRead> = N extends "showMfaOfUser" ? { readonly [K in keyof ReplyOf<N>]: ReplyOf<N>[K] | null } : ReplyOf<N>;

/**
 * Reads; a failure says nothing of changes. Where the session has ended, the page says so and what is asked for waits until somebody has
 * signed in anew: what is on the page stays.
 * @param projectId where it is asked for; null for the account
 * @throws ApiFailure with the API's code and sentence
 */
export function queryOperation<N extends RestOperationName>(
  name: N,
  projectId: string | null,
  input: RequestOf<N>,
  signal?: AbortSignal,
): Promise<ReplyOf<N>> {
  const parameters = new URLSearchParams({ ...(projectId !== null && { project: projectId }), input: JSON.stringify(input) });
  return readFrom(`/api/query/${name}?${parameters}`, signal);
}

/** What is one's own: the server knows whose it asks for. @throws as `queryOperation` */
export function queryOwn<N extends OwnRead>(name: N, signal?: AbortSignal): Promise<OwnReply<N>> {
  return readFrom(`/api/own/${name}`, signal);
}

async function readFrom<T>(path: string, signal?: AbortSignal): Promise<T> {
  const ask = () =>
    fetch(path, { signal, cache: "no-store", headers: backgroundHeaders() }).catch((error: unknown) => {
      if (signal?.aborted) throw error;
      throw new ApiFailure(unanswered(false));
    });
  let response = await ask();
  while (response.status === 401) {
    announceSessionEnd("read");
    await nextTry(signal);
    response = await ask();
  }
  const body = (await response.json().catch(() => {
    signal?.throwIfAborted();
    return null;
  })) as (T & { failure?: Failure }) | null;
  if (!response.ok || body === null) throw new ApiFailure(body?.failure ?? { ...unanswered(false), status: response.status });
  announceSession();
  return body;
}
