/** Performs one operation about what is the signed-in user's own, with the token of the session itself: it needs no project. */
import "server-only";
import { OPERATIONS } from "#lib/operations/catalog";
import { type ReplyOf, type RequestOf, type RestOperationName, restRow } from "#lib/wire/catalog";
import { ApiFailure, SessionEnded } from "../api-failure";
import { openApi, readBody } from "./api-client";
import { toRequest } from "./operation-request";
import { requireSession } from "./session";

/** No operation of this kind is about a project. */
const NO_PROJECT = "";

/**
 * The API parses the input and decides; the console adds nothing to either.
 * @throws SessionEnded when the user must sign in again
 * @throws ApiFailure with the API's own code and sentence
 */
export async function performOwn<N extends RestOperationName>(name: N, input: RequestOf<N>): Promise<ReplyOf<N>> {
  const { effect } = OPERATIONS[name];
  const isChange = effect === "change" || effect === "destroy";
  return (await readBody(await openOwn(name, input), isChange)) as ReplyOf<N>;
}

/** The same, with the answer to be passed on as it comes. @throws as `performOwn` */
export async function openOwn<N extends RestOperationName>(name: N, input: RequestOf<N>): Promise<Response> {
  const { apiToken } = await requireSession();
  const { effect } = OPERATIONS[name];
  const request = toRequest(restRow(name), NO_PROJECT, input as object);
  try {
    return await openApi({ ...request, token: apiToken, isChange: effect === "change" || effect === "destroy" });
  } catch (error) {
    if (error instanceof ApiFailure && error.failure.status === 401) throw new SessionEnded();
    throw error;
  }
}
