/** Describes HSM, database and quotas, and asks both whether they are well. Holds no address, path or secret of the installation. */
import { isWell, type JobRun } from "#lib/domain/job";
import { type ForwardingDescription, type JobDescription, RECEIVERS } from "#lib/operations/system-operations";
import { isSeparate, readDatabaseRoles } from "#lib/store/database/database-roles";
import { inTransaction } from "#lib/store/database/run-sql";
import { countKeys } from "#lib/store/identity/identities";
import { countIncidents, listIncidents } from "#lib/store/installation/integrity-incidents";
import { listJobRuns } from "#lib/store/installation/job-runs";
import { listReceivers, type ReceiverState } from "#lib/store/traces/receivers";
import type { ProjectUseCase } from "../use-case";
import { describeLog } from "./describe-log";

export const describeSystem: ProjectUseCase<"describeSystem"> = {
  subject: "project",
  async run(_input, { store, hsm, now, projectId, quota, productVersion }) {
    const { label, manufacturer, model, serialNumber, library, oaepSha256InToken, importsInToken } = hsm.description;
    const [used, runs, receivers, roles, schemaDifferences, incidents, auditLog, isDatabaseUp, isTokenUp] = await Promise.all([
      countKeys(store, projectId),
      listJobRuns(store),
      listReceivers(store),
      readDatabaseRoles(inTransaction(store.prisma)),
      listIncidents(store, "schema"),
      countIncidents(store),
      describeLog(store, now()),
      isUp(() => store.checkHealth()),
      isUp(async () => hsm.checkHealth()),
    ]);
    return {
      version: productVersion,
      hsm: {
        isWell: isTokenUp,
        label,
        manufacturer,
        model,
        serialNumber,
        library,
        oaepSha256InToken,
        importsInToken,
      },
      database: { isWell: isDatabaseUp },
      hasOwnerOfItsOwn: isSeparate(roles),
      schemaDifferences,
      // A number alone: whose rows they are is for the trail of their project.
      alteredRows: incidents.find(({ source }) => source === "rows")?.open ?? 0,
      isMarkKept: hsm.description.keepsMark,
      auditLog,
      jobs: runs.map((run) => describeJob(run, now())),
      forwarding: describeForwarding(receivers, now()),
      keyQuota: quota.keys,
      keysUsed: used,
      grantQuota: quota.grants,
    };
  },
};

function describeJob(run: JobRun, now: Date): JobDescription {
  return {
    name: run.name,
    isWell: isWell(run, now),
    lastRun: run.finishedAt,
    nextRun: run.nextAt,
    lastFailure: run.failedAt,
    failure: run.failure,
    failures: run.failures,
    failuresInARow: run.failuresInARow,
  };
}

/** Nobody has looked after a receiver for so long (ms): no worker leads, or none that knows the setting. */
const UNATTENDED_MS = 120_000;

function describeForwarding(receivers: readonly ReceiverState[], now: Date): ForwardingDescription[] {
  return RECEIVERS.flatMap((name) => {
    const state = receivers.find((receiver) => receiver.name === name);
    if (state === undefined) return [];
    const { deliveredUntil, delivered, waiting, waitingSince, failedAt, failure, failures, failuresInARow } = state;
    const isWell = failuresInARow === 0 && now.getTime() - state.lookedAt.getTime() <= UNATTENDED_MS;
    const health = { isWell, deliveredUntil, delivered, waiting, waitingSince };
    return [{ name, ...health, lastFailure: failedAt, failure, failures, failuresInARow }];
  });
}

async function isUp(check: () => Promise<void>): Promise<boolean> {
  return check().then(
    () => true,
    () => false,
  );
}
