/**
 * Makes the default master key that a cloud service has in a project, when it asks for its first data key there (guide Tables 1-2 and 3-2).
 * Invariants: there is one of each service and project, however many first data keys are asked for at once; the project's quota is neither
 * asked nor filled; and it is bound and traced as every key is.
 */
import { DEFAULT_KEY_KIND, defaultKeyAlias, defaultKeyDescription, type ServiceName } from "#lib/domain/identity/service";
import type { Key } from "#lib/domain/key";
import { insertDefaultKey } from "#lib/store/keys/keys";
import type { Transaction } from "#lib/store/open";
import type { Context } from "../use-case";
import { newKey } from "./new-key";
import { withFirstVersion } from "./with-first-version";

type MakingContext = Pick<Context, "store" | "hsm" | "quota" | "caller" | "gone" | "projectId" | "now">;

/**
 * @param trace writes that it was made, in the transaction that stores it
 * @throws KmsError `aliasTaken` where a key that is no default master key has the alias, which no way of the product gives it
 */
export async function makeDefaultKey(
  context: MakingContext,
  service: ServiceName,
  trace: (tx: Transaction, key: Key) => Promise<void>,
): Promise<void> {
  const chosen = { ...DEFAULT_KEY_KIND, alias: defaultKeyAlias(service), description: defaultKeyDescription(service) };
  const key: Key = { ...newKey({ ...chosen, enterpriseProjectId: "0" }, context), isDefault: true };
  await withFirstVersion(context, key, (material) =>
    context.store.transact(async (tx) => {
      if (await insertDefaultKey(tx, key, material)) await trace(tx, key);
    }),
  );
}
