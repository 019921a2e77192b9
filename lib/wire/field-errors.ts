/** How the fields of this API family are refused, by their wire names. */
import type { ErrorCode } from "#lib/domain/errors";

/** The refusal of each field by its wire name; a field without a row is `parameterInvalid`. */
export const FIELD_ERRORS: Readonly<Record<string, ErrorCode>> = {
  key_id: "keyIdInvalid",
  sequence: "sequenceInvalid",
  key_alias: "aliasInvalid",
  key_description: "descriptionInvalid",
  key_spec: "keySpecInvalid",
  keystore_id: "keystoreUnsupported",
  pending_days: "pendingDaysInvalid",
  rotation_interval: "rotationIntervalInvalid",
  limit: "limitInvalid",
  marker: "markerInvalid",
  plain_text: "plaintextInvalid",
  plain_text_base64: "plaintextNotBase64",
  message: "messageInvalid",
  signature: "signatureInvalid",
  mac: "macInvalid",
  cipher_text: "ciphertextInvalid",
  encryption_context: "encryptionContextInvalid",
  grantee_principal: "principalInvalid",
  retiring_principal: "principalInvalid",
  grant_id: "grantIdInvalid",
  operations: "grantOperationsInvalid",
  offset: "offsetInvalid",
  action: "actionInvalid",
};
