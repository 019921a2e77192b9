/**
 * What has happened to the domain keys. Invariant: one is closed only while nothing is wrapped under it, and nothing is stored under it
 * afterwards; only then may it be destroyed. Rows of a key that was destroyed count for nothing, whoever has brought them back.
 */
import type { DomainKeyRecord } from "#lib/domain/domain-key";
import { DELETION_CONFIRMATION_MS } from "#lib/domain/job";
import { LOCKS } from "../database/advisory-lock";
import { retryLost } from "../database/retry-lost";
import type { Transaction } from "../database/transaction";
import type { Store } from "../open";

/** Waits until nobody else makes or destroys a domain key, and keeps others from it until the transaction ends. */
export async function lockDomainKeys(tx: Transaction): Promise<void> {
  await tx.$executeRaw`select pg_advisory_xact_lock(${LOCKS.domainKeys})`;
}

/** The oldest first. */
export async function listDomainKeyRecords(from: Pick<Transaction, "domainKey">): Promise<DomainKeyRecord[]> {
  return from.domainKey.findMany({
    orderBy: { generation: "asc" },
    select: { generation: true, madeAt: true, retiredAt: true, closedAt: true, destroyedAt: true },
  });
}

/** @returns whether it was not known yet */
export async function insertDomainKey(tx: Transaction, generation: number, madeAt: Date): Promise<boolean> {
  const { count } = await tx.domainKey.createMany({ data: [{ generation, madeAt }], skipDuplicates: true });
  return count > 0;
}

/** Times that a wrong clock has put into the future are taken to be this moment, so that what follows from them comes late and not never. */
export async function correctFuture(tx: Transaction, now: Date): Promise<void> {
  await tx.domainKey.updateMany({ where: { madeAt: { gt: now } }, data: { madeAt: now } });
  await tx.domainKey.updateMany({ where: { retiredAt: { gt: now }, closedAt: null }, data: { retiredAt: now, sightedAt: null } });
}

const IS_IN_USE = `(exists (select 1 from key_version v where v.domain_key = d.generation and v.wrapped is not null
      and not exists (select 1 from key_tombstone s where s.key_id = v.key_id))
    or exists (select 1 from integrity_key i where i.domain_key = d.generation))`;

/**
 * Notes which of the domain keys before the newest have nothing under them any more, and which have something again.
 * @returns those that were retired
 */
export async function retireUnused(tx: Transaction, newest: number, now: Date): Promise<number[]> {
  await tx.$executeRawUnsafe(`update domain_key d set retired_at = null, retired_at_database = null, sighted_at = null
    where d.retired_at is not null and d.closed_at is null and ${IS_IN_USE}`);
  const rows = await tx.$queryRawUnsafe<{ generation: number }[]>(
    `update domain_key d set retired_at = $1, retired_at_database = clock_timestamp()
     where d.generation < $2 and d.retired_at is null and d.closed_at is null and not ${IS_IN_USE} returning d.generation`,
    now,
    newest,
  );
  return rows.map(({ generation }) => generation);
}

/** Whether the time of a retired domain key is over, by either clock. `$1` is this moment, `$2` the days that it is kept. */
const IS_OVER = `(d.retired_at <= $1::timestamptz - make_interval(secs => $2::int * 86400.0)
    and d.retired_at_database <= clock_timestamp() - make_interval(secs => $2::int * 86400.0))`;

/** Notes whose destruction is due, and forgets those of which that is no longer so: the clock has gone back since. */
export async function sightDestructions(tx: Transaction, keepDays: number, now: Date): Promise<void> {
  await tx.$executeRawUnsafe(
    `update domain_key d set sighted_at = null where d.sighted_at is not null and d.closed_at is null and not (${IS_OVER} and d.sighted_at <= $1)`,
    now,
    keepDays,
  );
  await tx.$executeRawUnsafe(
    `update domain_key d set sighted_at = $1 where d.sighted_at is null and d.closed_at is null and ${IS_OVER}`,
    now,
    keepDays,
  );
}

/** Forgets all sightings: after a jump of the clock nothing that was seen before it counts. */
export async function forgetDomainKeySightings(store: Pick<Store, "prisma">): Promise<void> {
  await retryLost(() =>
    store.prisma.domainKey.updateMany({ where: { sightedAt: { not: null }, closedAt: null }, data: { sightedAt: null } }),
  );
}

/**
 * Closes those whose destruction was due a minute ago and is so still.
 * @throws Error when something is wrapped under one after all; then nothing is changed
 */
export async function closeDomainKeys(tx: Transaction, keepDays: number, now: Date): Promise<void> {
  const before = new Date(now.getTime() - DELETION_CONFIRMATION_MS);
  // Waits for whoever is just storing something under it; the next statement sees that.
  const closed = await tx.$executeRawUnsafe(
    `update domain_key d set closed_at = $1 where d.closed_at is null and d.sighted_at <= $3 and ${IS_OVER}`,
    now,
    keepDays,
    before,
  );
  if (closed > 0) await requireClosedUnused(tx);
}

/** @throws Error when something is wrapped under a domain key that is closed and not destroyed yet */
export async function requireClosedUnused(tx: Transaction): Promise<void> {
  const [used] = await tx.$queryRawUnsafe<{ generation: number }[]>(
    `select d.generation from domain_key d where d.closed_at is not null and d.destroyed_at is null and ${IS_IN_USE} limit 1`,
  );
  if (used !== undefined) throw new Error(`something is wrapped under domain key ${used.generation}, which is closed`);
}

/** @returns whether it was not noted yet */
export async function noteDestruction(tx: Transaction, generation: number, now: Date): Promise<boolean> {
  const { count } = await tx.domainKey.updateMany({
    where: { generation, closedAt: { not: null }, destroyedAt: null },
    data: { destroyedAt: now },
  });
  return count > 0;
}
