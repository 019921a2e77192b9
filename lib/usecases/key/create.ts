/**
 * Creates a key: its material first, inside the HSM, then the row, in the transaction of its trace. A key of external origin has
 * none yet and waits for its import.
 * Invariant: a refused creation leaves nothing behind, since the material exists only as the blob that was not stored; and no pair is
 * made for a key that would be refused.
 */
import { KmsError } from "#lib/domain/errors";
import type { Key } from "#lib/domain/key";
import { isUsageAllowed, KEY_SPECS } from "#lib/domain/key-spec";
import type { InputOf } from "#lib/operations/catalog";
import { insertKey } from "#lib/store/keys/keys";
import type { Context, ProjectUseCase } from "../use-case";
import { newKey } from "./new-key";
import { withFirstVersion } from "./with-first-version";

export const createKey: ProjectUseCase<"createKey"> = {
  subject: "project",
  async run(input, context) {
    const key = toNewKey(input, context);
    const details = { spec: key.spec, usage: key.usage, origin: key.origin };
    await withFirstVersion(context, key, (material) =>
      context.commit(
        (tx) => insertKey(tx, key, material, context.quota.keys),
        () => ({ resourceId: key.id, alias: key.alias, details }),
      ),
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
  const description = input.key_description ?? "";
  return newKey(
    { alias: input.key_alias, description, spec, usage, origin, enterpriseProjectId: input.enterprise_project_id ?? "0" },
    context,
  );
}
