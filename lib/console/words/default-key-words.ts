/** Why a default master key is left as it is (guide 2.4.1, 2.4.3, 2.4.4, 2.6.1, 3.1.3, Table 2-12), by what is asked for. */
import { ERRORS } from "#lib/domain/errors";
import type { OperationName } from "#lib/operations/catalog";

const NOT_EDITED = "The alias and description of default master keys cannot be changed.";
const NOT_TAGGED = "Tags cannot be added to default master keys.";
const NOT_GRANTED = "Default master keys are for their own service only: they take no grants.";
const OF_KMS = "The key material of default master keys is KMS's own.";

const REASONS: Partial<Record<OperationName, string>> = {
  enableKey: "Default master keys are always enabled.",
  disableKey: "Default master keys cannot be disabled.",
  scheduleKeyDeletion: "Default master keys cannot be deleted.",
  cancelKeyDeletion: "Default master keys cannot be deleted.",
  importKeyMaterial: OF_KMS,
  deleteImportedKeyMaterial: OF_KMS,
  updateKeyAlias: NOT_EDITED,
  updateKeyDescription: NOT_EDITED,
  createKeyTag: NOT_TAGGED,
  deleteKeyTag: NOT_TAGGED,
  batchKeyTags: NOT_TAGGED,
  createGrant: NOT_GRANTED,
  revokeGrant: NOT_GRANTED,
};

export function defaultKeyReason(operation: OperationName): string {
  return REASONS[operation] ?? ERRORS.defaultKeyProtected.message;
}
