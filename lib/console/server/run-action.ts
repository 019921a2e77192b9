/** The frame of every server action: origin first, then what is asked, then a result that can be shown. */
import "server-only";
import { type ActionResult, ApiFailure, SessionEnded, sessionEnded } from "../api-failure";
import { requireSameOrigin } from "./same-origin";

/**
 * @returns the data, or the API's refusal, or that the session has ended: the page stays, and what was typed on it
 * @throws what is neither, for Next to answer as an internal error without details
 */
export async function runAction<T>(run: () => Promise<T>): Promise<ActionResult<T>> {
  await requireSameOrigin();
  try {
    return { ok: true, data: await run() };
  } catch (error) {
    if (error instanceof ApiFailure) return { ok: false, failure: error.failure };
    if (error instanceof SessionEnded) return { ok: false, failure: sessionEnded() };
    throw error;
  }
}
