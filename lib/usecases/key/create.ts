/**
 * Creates a key: its material first, inside the HSM, then the row, in the transaction of its trace. A key of external origin has
 * none yet and waits for its import.
 * Invariant: a refused creation leaves nothing behind, since the material exists only as the blob that was not stored.
 */
import { KmsError } from "#lib/domain/errors";
import { newKeyId } from "#lib/domain/ids";
import type { Key } from "#lib/domain/key";
import { isUsageAllowed, KEY_SPECS } from "#lib/domain/key-spec";
import type { InputOf } from "#lib/operations/catalog";
import { countKeys } from "#lib/store/identities";
import { insertKey, keyQuotaReached, toBinding } from "#lib/store/keys";
import type { Context, ProjectUseCase } from "../use-case";

export const createKey: ProjectUseCase<"createKey"> = {
  subject: "project",
  async run(input, context) {
    const key = toNewKey(input, context);
    // Saves the token's work where the answer is clear already; the transaction decides.
    if ((await countKeys(context.store, context.projectId)) >= context.quota.keys) throw keyQuotaReached(context.quota.keys);
    const material = key.origin === "external" ? null : await context.hsm.generateMaterial(toBinding(key, key.primaryVersion));
    await context.commit(
      (tx) => insertKey(tx, key, material, context.quota.keys),
      () => ({ resourceId: key.id, alias: key.alias, details: { spec: key.spec, usage: key.usage, origin: key.origin } }),
    );
    return { key_info: { key_id: key.id, domain_id: key.accountId } };
  },
};

function toNewKey(input: InputOf<"createKey">, context: Context): Key {
  const spec = input.key_spec ?? "AES_256";
  const usage = input.key_usage ?? KEY_SPECS[spec].defaultUsage;
  if (!isUsageAllowed(spec, usage)) {
    throw new KmsError("parameterInvalid", { field: "key_usage", message: `A key of ${spec} cannot have the usage ${usage}.` });
  }
  const origin = input.origin ?? "kms";
  if (origin === "external" && !KEY_SPECS[spec].isInGuide) {
    throw new KmsError("parameterInvalid", { field: "key_spec", message: `Key material of ${spec} cannot be imported.` });
  }
  return {
    id: newKeyId(),
    accountId: context.caller.accountId,
    projectId: context.projectId,
    alias: input.key_alias,
    description: input.key_description ?? "",
    spec,
    usage,
    origin,
    state: origin === "external" ? "pendingImport" : "enabled",
    isDefault: false,
    primaryVersion: 0,
    enterpriseProjectId: input.enterprise_project_id ?? "0",
    createdAt: context.now(),
    scheduledDeletionAt: null,
    materialExpiresAt: null,
  };
}
