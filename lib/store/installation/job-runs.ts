/** How each job fares, over all instances: one row a job, written by whoever ran it. */
import { JOB_NAMES, type JobName, type JobRun } from "#lib/domain/job";
import type { Store } from "../open";

type JobEnd = { readonly at: Date; readonly next: Date; readonly dealtWith: number };

export async function noteJobStart(store: Store, name: JobName, at: Date): Promise<void> {
  await store.prisma.jobRun.upsert({ where: { name }, create: { name, startedAt: at }, update: { startedAt: at } });
}

export async function noteJobEnd(store: Store, name: JobName, { at, next, dealtWith }: JobEnd): Promise<void> {
  await store.prisma.jobRun.update({
    where: { name },
    data: { finishedAt: at, nextAt: next, failuresInARow: 0, runs: { increment: 1 }, dealtWith: { increment: dealtWith } },
  });
}

/** @param failure a sentence of the table of errors */
export async function noteJobFailure(
  store: Store,
  name: JobName,
  { at, next, dealtWith, failure }: JobEnd & { failure: string },
): Promise<void> {
  await store.prisma.jobRun.update({
    where: { name },
    data: {
      failedAt: at,
      nextAt: next,
      failure,
      failuresInARow: { increment: 1 },
      runs: { increment: 1 },
      failures: { increment: 1 },
      dealtWith: { increment: dealtWith },
    },
  });
}

/** Those that have run at least once, in the table's order. */
export async function listJobRuns(store: Store): Promise<JobRun[]> {
  const rows = new Map((await store.prisma.jobRun.findMany()).map((row) => [row.name, row]));
  return JOB_NAMES.flatMap((name) => {
    const row = rows.get(name);
    return row === undefined
      ? []
      : [{ ...row, name, runs: Number(row.runs), failures: Number(row.failures), dealtWith: Number(row.dealtWith) }];
  });
}

/** Keys that wait for a job by now. */
export async function countDue(store: Store, now: Date): Promise<Readonly<Record<"rotation" | "deletion" | "materialExpiry", number>>> {
  const [row] = await store.prisma.$queryRaw<{ rotation: number; deletion: number; expiry: number }[]>`select
    (select count(*)::int from cmk where state = 'enabled' and next_rotation_at <= ${now}) as rotation,
    (select count(*)::int from cmk where state = 'pendingDeletion' and scheduled_deletion_at <= ${now}) as deletion,
    (select count(*)::int from cmk where material_expires_at <= ${now}) as expiry`;
  return { rotation: row?.rotation ?? 0, deletion: row?.deletion ?? 0, materialExpiry: row?.expiry ?? 0 };
}
