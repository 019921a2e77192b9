/** Performs one operation of the catalog at the API, as the signed-in user, in one project or in the account. */
import "server-only";
import { OPERATIONS } from "#lib/operations/catalog";
import { type ReplyOf, type RequestOf, type RestOperationName, type RestRow, restRow } from "#lib/wire/catalog";
import { KMS_ERRORS } from "#lib/wire/kms/errors";
import { ApiFailure } from "../api-failure";
import { type ApiCall, openApi, readBody } from "./api-client";
import { toRequest } from "./operation-request";
import { dropScopedToken, getScopedToken, type Scope } from "./scoped-token";
import { requireSession } from "./session";

/**
 * The API parses the input and decides; the console adds nothing to either.
 * @param scope ID of the project in which it is asked for, or `ACCOUNT`: rights over people count only there
 * @throws SessionEnded when the user must sign in again
 * @throws ApiFailure with the API's own code and sentence
 */
export async function performOperation<N extends RestOperationName>(name: N, scope: Scope, input: RequestOf<N>): Promise<ReplyOf<N>> {
  const response = await openOperation(name, scope, input);
  return (await readBody(response, changes(name))) as ReplyOf<N>;
}

/** The same, with the answer to be passed on as it comes. @throws as `performOperation` */
export async function openOperation<N extends RestOperationName>(
  name: N,
  scope: Scope,
  input: RequestOf<N>,
  waiting: Pick<ApiCall, "signal" | "longestMs"> = {},
): Promise<Response> {
  const session = await requireSession();
  const row: RestRow = restRow(name);
  const { patience } = row;
  const request = toRequest(row, scope, input as object);
  for (let isRepeated = false; ; isRepeated = true) {
    try {
      const { token } = await getScopedToken(session, scope);
      return await openApi({ ...request, token, isChange: changes(name), ...waiting, ...(patience !== undefined && { patience }) });
    } catch (error) {
      // It was required meanwhile: the next page leads there.
      if (error instanceof ApiFailure && error.failure.code === KMS_ERRORS.secondFactorUnset.code) dropScopedToken(session, scope);
      if (isRepeated || !(error instanceof ApiFailure) || error.failure.status !== 401) throw error;
      // The token was revoked or ran out. The exchange tells whether the session is over too.
      dropScopedToken(session, scope);
    }
  }
}

/** Whether an operation leaves something changed, so that it matters whether it was done. */
function changes(name: RestOperationName): boolean {
  const { effect } = OPERATIONS[name];
  return effect === "change" || effect === "destroy";
}
