import type { ActionResult } from "../api-failure";
import { asFailure } from "./as-failure";

/** What a server action came to, also where it did not get there; undefined where it led away, to the sign-in page. */
export function settle<T>(action: Promise<ActionResult<T>>): Promise<ActionResult<T> | undefined> {
  return action.catch((error: unknown) => ({ ok: false as const, failure: asFailure(error) }));
}
