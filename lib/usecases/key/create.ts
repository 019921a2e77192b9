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
    return { keyId: key.id, accountId: key.accountId };
  },
};

function toNewKey(input: InputOf<"createKey">, context: Context): Key {
  const spec = input.spec ?? "AES_256";
  const usage = input.usage ?? KEY_SPECS[spec].defaultUsage;
  if (!isUsageAllowed(spec, usage)) {
    throw new KmsError("parameterInvalid", { field: "usage", message: `A key of ${spec} cannot have the usage ${usage}.` });
  }
  const origin = input.origin ?? "kms";
  if (origin === "external" && !KEY_SPECS[spec].isInGuide) {
    throw new KmsError("parameterInvalid", { field: "spec", message: `Key material of ${spec} cannot be imported.` });
  }
  const description = input.description ?? "";
  return newKey({ alias: input.alias, description, spec, usage, origin, enterpriseProjectId: input.enterpriseProjectId ?? "0" }, context);
}
