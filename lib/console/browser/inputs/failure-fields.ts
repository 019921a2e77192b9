/** Which field of a form a refusal is about, by the code that the operations' schemas and the API share. */

import { KMS_ERRORS } from "#lib/wire/kms/errors";
import type { Failure } from "../../api-failure";

const FIELDS_BY_CODE: Readonly<Record<string, string>> = {
  [KMS_ERRORS.aliasInvalid.code]: "key_alias",
  [KMS_ERRORS.aliasTaken.code]: "key_alias",
  [KMS_ERRORS.descriptionInvalid.code]: "key_description",
  [KMS_ERRORS.pendingDaysInvalid.code]: "pending_days",
};

/** Wire name of the field, or null where the refusal is about the whole. */
export function failureField(failure: Failure): string | null {
  return FIELDS_BY_CODE[failure.code] ?? null;
}
