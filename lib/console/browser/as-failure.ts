import { ApiFailure, type Failure, ownFailure } from "../api-failure";
import { words } from "../words/words";

/** What to show for an error caught in the browser: the API's own words, or that the service was out of reach. */
export function asFailure(error: unknown): Failure {
  if (error instanceof ApiFailure) return error.failure;
  // The console's server refuses what comes from a page of another address, in a sentence that may be shown.
  if (error instanceof Error && error.message.startsWith(words.wrongAddress.before)) {
    return ownFailure(403, error.message);
  }
  return ownFailure(503, words.failures.unreachable);
}
