import { type ActionResult, type Failure, unanswered } from "../api-failure";
import { asFailure } from "./as-failure";
import { announceSession, announceSessionEnd } from "./session-watch";

/**
 * What a server action came to, also where it did not get there. An answer that was lost on the way leaves open whether the change was
 * made, and says so.
 * @param isReading what was asked for changes nothing, so that there is nothing to say of changes
 */
export async function settle<T>(action: Promise<ActionResult<T>>, isReading = false): Promise<ActionResult<T>> {
  const result = await action.catch((error: unknown) => ({ ok: false as const, failure: asFailure(error, !isReading) }));
  if (result.ok) announceSession();
  else if (result.failure.kind === "ended") announceSessionEnd("action");
  return result.ok || !isReading ? result : { ok: false, failure: withoutChange(result.failure) };
}

function withoutChange(failure: Failure): Failure {
  return failure.kind === "lost" ? { ...unanswered(false), requestId: failure.requestId } : failure;
}
