/** Performs one operation of the catalog at the API, as the signed-in user, in one project. */
import { OPERATIONS, type OperationName, type OutputOf, type RequestOf } from "#lib/operations/catalog";
import type { OperationRow } from "#lib/operations/operation";
import { callApi } from "./api-client";
import { ApiFailure } from "./api-failure";
import { toRequest } from "./operation-request";
import { dropProjectToken, getProjectToken } from "./project-token";
import { requireSession } from "./session";

/**
 * The API parses the input and decides; the console adds nothing to either.
 * @throws SessionEnded when the user must sign in again
 * @throws ApiFailure with the API's own code and sentence
 */
export async function performOperation<N extends OperationName>(name: N, projectId: string, input: RequestOf<N>): Promise<OutputOf<N>> {
  const session = await requireSession();
  const row: OperationRow = OPERATIONS[name];
  const { patience } = row;
  const sent = toRequest(row, projectId, input);
  const attempt = async () => {
    const { token } = await getProjectToken(session, projectId);
    return callApi({ ...sent, token, ...(patience !== undefined && { patience }) });
  };
  try {
    return (await attempt()).body as OutputOf<N>;
  } catch (error) {
    if (!(error instanceof ApiFailure) || error.failure.status !== 401) throw error;
    // The project token was revoked or ran out. The exchange tells whether the session is over too.
    dropProjectToken(session, projectId);
    return (await attempt()).body as OutputOf<N>;
  }
}
