/** The frame of every server action: origin first, then what is asked, then a result that can be shown. */
import "server-only";
import { redirect } from "next/navigation";
import { type ActionResult, ApiFailure, SessionEnded } from "../api-failure";
import { SESSION_ENDED_PATH } from "../sign-in-path";
import { requireSameOrigin } from "./same-origin";

/**
 * @returns the data, or the API's refusal; a session that has ended leads to the sign-in page
 * @throws what is neither, for Next to answer as an internal error without details
 */
export async function runAction<T>(run: () => Promise<T>): Promise<ActionResult<T>> {
  await requireSameOrigin();
  try {
    return { ok: true, data: await run() };
  } catch (error) {
    if (error instanceof ApiFailure) return { ok: false, failure: error.failure };
    if (error instanceof SessionEnded) redirect(SESSION_ENDED_PATH);
    throw error;
  }
}
