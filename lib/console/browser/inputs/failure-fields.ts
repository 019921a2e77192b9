/** Which field of a form a refusal is about, by the code that the operations' schemas and the API share. */
import { KMS_ERRORS } from "#lib/wire/kms/errors";
import type { Failure } from "../../api-failure";

const FIELDS_BY_CODE: Readonly<Record<string, string>> = {
  [KMS_ERRORS.aliasInvalid.code]: "key_alias",
  [KMS_ERRORS.aliasTaken.code]: "key_alias",
  [KMS_ERRORS.descriptionInvalid.code]: "key_description",
  [KMS_ERRORS.pendingDaysInvalid.code]: "pending_days",
};

/** A refusal as a form shows it: its sentence at the field, by wire name, that it is about, or else the whole of it above all fields. */
export function placeFailure(failure: Failure | null): { readonly fields: Record<string, string>; readonly whole: Failure | null } {
  const field = failure && FIELDS_BY_CODE[failure.code];
  return field ? { fields: { [field]: failure.message }, whole: null } : { fields: {}, whole: failure };
}
