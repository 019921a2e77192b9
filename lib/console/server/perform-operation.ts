/** Performs one operation of the catalog at the API, as the signed-in user, in one project. */
import "server-only";
import { type ReplyOf, type RequestOf, type RestOperationName, type RestRow, restRow } from "#lib/wire/catalog";
import { ApiFailure } from "../api-failure";
import { type ApiCall, callApi, openApi } from "./api-client";
import { toRequest } from "./operation-request";
import { dropProjectToken, getProjectToken } from "./project-token";
import { requireSession } from "./session";

/**
 * The API parses the input and decides; the console adds nothing to either.
 * @throws SessionEnded when the user must sign in again
 * @throws ApiFailure with the API's own code and sentence
 */
export async function performOperation<N extends RestOperationName>(name: N, projectId: string, input: RequestOf<N>): Promise<ReplyOf<N>> {
  return (await attempt(name, projectId, input, callApi)).body as ReplyOf<N>;
}

/** The same, with the answer to be passed on as it comes. @throws as `performOperation` */
export function openOperation<N extends RestOperationName>(name: N, projectId: string, input: RequestOf<N>): Promise<Response> {
  return attempt(name, projectId, input, openApi);
}

async function attempt<T>(name: RestOperationName, projectId: string, input: object, send: (call: ApiCall) => Promise<T>): Promise<T> {
  const session = await requireSession();
  const row: RestRow = restRow(name);
  const { patience } = row;
  const request = toRequest(row, projectId, input);
  const once = async () => {
    const { token } = await getProjectToken(session, projectId);
    return send({ ...request, token, ...(patience !== undefined && { patience }) });
  };
  try {
    return await once();
  } catch (error) {
    if (!(error instanceof ApiFailure) || error.failure.status !== 401) throw error;
    // The project token was revoked or ran out. The exchange tells whether the session is over too.
    dropProjectToken(session, projectId);
    return await once();
  }
}
