import { ApiFailure, type Failure } from "./api-failure";
import { words } from "./words";

/** What to show for an error caught in the browser: the API's own words, or that the service was out of reach. */
export function asFailure(error: unknown): Failure {
  if (error instanceof ApiFailure) return error.failure;
  return { status: 503, code: "", message: words.failures.unreachable, requestId: "" };
}
