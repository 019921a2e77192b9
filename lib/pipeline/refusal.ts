/** What was thrown on the way → the one error that leaves the pipeline. */
import { KmsError, toKmsError } from "#lib/domain/errors";
import { isDatabaseUnavailable } from "#lib/store/database/faults";

export function toRefusal(error: unknown): KmsError {
  return isDatabaseUnavailable(error) ? new KmsError("unavailable", { cause: error }) : toKmsError(error);
}
