import { ApiFailure, type Failure, ownFailure, unanswered } from "../api-failure";
import { words } from "../words/words";

/** As Next.js names what it throws for a server action that the server does not have, and webpack for a part of the page that is gone. */
const OUTDATED = new Set(["UnrecognizedActionError", "ChunkLoadError"]);

/** Whether the page that threw it is of an older build than the server. */
export function isOutdated(error: unknown): boolean {
  return error instanceof Error && OUTDATED.has(error.name);
}

/**
 * What to show for an error caught in the browser: the API's own words, or what is certain without any.
 * @param isChange whether what was asked for would have changed something
 */
export function asFailure(error: unknown, isChange = false): Failure {
  if (error instanceof ApiFailure) return error.failure;
  if (isOutdated(error)) return ownFailure(409, words.failures.outdated, "outdated");
  // The console's server refuses what comes from a page of another address, in a sentence that may be shown.
  if (error instanceof Error && error.message.startsWith(words.wrongAddress.before)) {
    return ownFailure(403, error.message, "elsewhere");
  }
  return { ...unanswered(isChange), requestId: digestOf(error) };
}

/** Of an error on the server: under it the console's log has the cause. */
function digestOf(error: unknown): string {
  return error instanceof Error && "digest" in error && typeof error.digest === "string" ? error.digest : "";
}
