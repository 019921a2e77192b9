/** Describes HSM, database and quotas, and asks both whether they are well. Holds no address, path or secret of the installation. */
import { isWell, type JobRun } from "#lib/domain/job";
import type { OutputOf } from "#lib/operations/catalog";
import { countKeys } from "#lib/store/identity/identities";
import { listJobRuns } from "#lib/store/installation/job-runs";
import { toWireTime } from "#lib/wire/kms/key-details";
import type { ProjectUseCase } from "../use-case";

export const describeSystem: ProjectUseCase<"describeSystem"> = {
  subject: "project",
  async run(_input, { store, hsm, now, projectId, quota, productVersion }) {
    const { label, manufacturer, model, serialNumber, library, oaepSha256InToken, importsInToken } = hsm.description;
    const [used, runs, database, token] = await Promise.all([
      countKeys(store, projectId),
      listJobRuns(store),
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
      jobs: runs.map((run) => toWire(run, now())),
      key_quota: quota.keys,
      keys_used: used,
      grant_quota: quota.grants,
    };
  },
};

function toWire(run: JobRun, now: Date): OutputOf<"describeSystem">["jobs"][number] {
  return {
    name: run.name,
    status: isWell(run, now) ? "ok" : "failing",
    last_run: toWireTime(run.finishedAt),
    next_run: toWireTime(run.nextAt),
    last_failure: toWireTime(run.failedAt),
    failure: run.failure,
    failures: run.failures,
    failures_in_a_row: run.failuresInARow,
  };
}

async function statusOf(check: () => Promise<void>): Promise<OutputOf<"describeSystem">["database"]["status"]> {
  return check().then(
    () => "ok" as const,
    () => "failing" as const,
  );
}
