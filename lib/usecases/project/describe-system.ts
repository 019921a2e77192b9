/** Describes HSM, database and quotas, and asks both whether they are well. Holds no address, path or secret of the installation. */
import type { OutputOf } from "#lib/operations/catalog";
import { countKeys } from "#lib/store/identities";
import type { ProjectUseCase } from "../use-case";

export const describeSystem: ProjectUseCase<"describeSystem"> = {
  subject: "project",
  async run(_input, { store, hsm, projectId, quota, productVersion }) {
    const { label, manufacturer, model, serialNumber, library, oaepSha256InToken, importsInToken } = hsm.description;
    const [used, database, token] = await Promise.all([
      countKeys(store, projectId),
      statusOf(() => store.checkHealth()),
      statusOf(async () => hsm.checkHealth()),
    ]);
    return {
      version: productVersion,
      hsm: {
        status: token,
        label,
        manufacturer,
        model,
        serial_number: serialNumber,
        library,
        oaep_sha256: oaepSha256InToken ? "token" : "host",
        imports_in_token: [...importsInToken],
      },
      database: { status: database },
      key_quota: quota.keys,
      keys_used: used,
      grant_quota: quota.grants,
    };
  },
};

async function statusOf(check: () => Promise<void>): Promise<OutputOf<"describeSystem">["database"]["status"]> {
  return check().then(
    () => "ok" as const,
    () => "failing" as const,
  );
}
