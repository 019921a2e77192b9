/** Which field of a form a refusal is about, by the code that the operations' schemas and the API share. */
import { ERRORS } from "#lib/domain/errors";
import type { Failure } from "../../api-failure";

const FIELDS_BY_CODE: Readonly<Record<string, string>> = {
  [ERRORS.aliasInvalid.wire]: "key_alias",
  [ERRORS.aliasTaken.wire]: "key_alias",
  [ERRORS.descriptionInvalid.wire]: "key_description",
  [ERRORS.pendingDaysInvalid.wire]: "pending_days",
};

/** Wire name of the field, or null where the refusal is about the whole. */
export function failureField(failure: Failure): string | null {
  return FIELDS_BY_CODE[failure.code] ?? null;
}
