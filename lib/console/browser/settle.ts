import { type ActionResult, type Failure, unanswered } from "../api-failure";
import { asFailure } from "./as-failure";
import { announceSession, announceSessionEnd } from "./session-watch";
import { askStepUp } from "./step-up-watch";

/**
 * What a server action came to, also where it did not get there. An answer that was lost on the way leaves open whether the change was
 * made, and says so. What is refused until the person has proven anew who they are asks for that, and is then run again as it was.
 * @param run called once, and once more after each step-up
 * @param isReading what was asked for changes nothing, so that there is nothing to say of changes
 * @returns a failure of the kind `stepUp` where the person did not want to prove it: nothing was done
 */
export async function settle<T>(run: () => Promise<ActionResult<T>>, isReading = false): Promise<ActionResult<T>> {
  const result = await run().catch((error: unknown) => ({ ok: false as const, failure: asFailure(error, !isReading) }));
  if (!result.ok && result.failure.kind === "stepUp" && (await askStepUp())) return settle(run, isReading);
  if (result.ok) announceSession();
  else if (result.failure.kind === "ended") announceSessionEnd("action");
  return result.ok || !isReading ? result : { ok: false, failure: withoutChange(result.failure) };
}

function withoutChange(failure: Failure): Failure {
  return failure.kind === "lost" ? { ...unanswered(false), requestId: failure.requestId } : failure;
}
