/**
 * The end of a key in the database. Invariants: a key goes together with all that belongs to it, in the transaction that writes its
 * tombstone; and only when its deletion was found due by an earlier sweep as well as by this one, and the database's own clock agrees.
 */
import { DELETION_CONFIRMATION_MS } from "#lib/domain/job";
import type { Key } from "#lib/domain/key";
import { KEY_ORIGINS } from "#lib/domain/key-spec";
import type { DestroyedVersion, KeyTombstone } from "#lib/domain/tombstone";
import { knownWord } from "../books/altered";
import { openBook, removesFrom } from "../books/change-books";
import { keyBook } from "../books/key-book";
import { retryLost } from "../database/retry-lost";
import { inTransaction } from "../database/run-sql";
import type { SqlTransaction, Transaction } from "../database/transaction";
import type { Prisma } from "../generated/client";
import type { Store } from "../open";
import { type KeyRow, toKey } from "./key-row";

/**
 * Notes which deletions are due, and forgets those that are so no longer: cancelled, or seen by a clock that has gone back since.
 * @returns how many are due now
 */
export async function sightDeletions(tx: Transaction, now: Date): Promise<number> {
  await tx.$executeRaw`delete from deletion_sighting s using cmk k where k.id = s.key_id
    and not (k.state = 'pendingDeletion' and k.scheduled_deletion_at = s.due and s.due <= ${now} and s.seen_at <= ${now})`;
  await tx.$executeRaw`insert into deletion_sighting (key_id, due, seen_at)
    select k.id, k.scheduled_deletion_at, ${now} from cmk k where k.state = 'pendingDeletion' and k.scheduled_deletion_at <= ${now}
      and not exists (select 1 from deletion_sighting s where s.key_id = k.id)
    order by k.id on conflict do nothing`;
  return tx.deletionSighting.count();
}

/** Forgets all sightings: after a jump of the clock nothing that was seen before it counts. */
export async function forgetSightings(store: Pick<Store, "prisma">): Promise<void> {
  await retryLost(() => store.prisma.deletionSighting.deleteMany());
}

/** Locks keys whose deletion is due by both clocks and was so a minute ago, and whom nobody else is at. */
async function claimConfirmed(tx: Transaction, now: Date, limit: number, except: readonly string[]): Promise<Key[]> {
  const before = new Date(now.getTime() - DELETION_CONFIRMATION_MS);
  const rows = await tx.$queryRaw<KeyRow[]>`
    select k.* from cmk k join deletion_sighting s on s.key_id = k.id
    where k.state = 'pendingDeletion' and k.scheduled_deletion_at <= ${now} and k.scheduled_deletion_at <= clock_timestamp() and s.due = k.scheduled_deletion_at and s.seen_at <= ${before}
      and k.id <> all(${except as string[]}::text[])
    order by k.id limit ${limit} for update of k skip locked`;
  return rows.map(toKey);
}

/** Whether a deletion is due by `now` and more than a minute away by the database's clock: then one of the two is wrong. */
export async function isHeldBackByClock(tx: Transaction, now: Date): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    select 1 from cmk where state = 'pendingDeletion' and scheduled_deletion_at <= ${now}
      and scheduled_deletion_at > clock_timestamp() + interval '1 minute' limit 1`;
  return rows.length > 0;
}

type Remains = {
  id: string;
  versions: DestroyedVersion[] | null;
  requested_by: string;
  requested_by_name: string;
  requested_at: Date | null;
};

/**
 * Destroys keys: material, grants, tags and alias objects go with the key's row; a tombstone stays.
 * @param except IDs of keys to leave alone
 * @param onClaim told the IDs as soon as they are locked
 * @returns their tombstones
 * @throws Error when a blob is still found afterwards; then nothing is changed
 */
export async function destroyConfirmed(
  tx: Transaction,
  now: Date,
  limit: number,
  except: readonly string[],
  onClaim: (ids: readonly string[]) => void,
): Promise<KeyTombstone[]> {
  const keys = await claimConfirmed(tx, now, limit, except);
  const ids = keys.map(({ id }) => id);
  onClaim(ids);
  if (keys.length === 0) return [];
  await openBook(inTransaction(tx), ...ids.map(keyBook));
  removesFrom(inTransaction(tx), ["cmk", "key_version", "cmk_grant", "key_alias", "tag"], ...ids.map(keyBook));
  const remains = new Map((await readRemains(tx, ids)).map((row) => [row.id, row]));
  // Before the keys go: somebody who creates a key holds the project's row, and would wait for an alias that is just vanishing.
  for (const [projectId, count] of countByProject(keys)) {
    await tx.project.update({ where: { id: projectId }, data: { keyCount: { decrement: count } } });
  }
  await tx.$executeRaw`delete from cmk where id = any(${ids}::text[])`;
  const blobsLeft = await tx.keyVersion.count({ where: { keyId: { in: ids } } });
  if (blobsLeft > 0) throw new Error("key versions are left of a destroyed key");
  const tombstones = keys.map((key) => toTombstone(key, remains.get(key.id), now, blobsLeft));
  await tx.keyTombstone.createMany({ data: tombstones.map((stone) => ({ ...stone, versions: stone.versions as Prisma.InputJsonValue })) });
  return tombstones;
}

/** What a tombstone says of a key besides its row: its versions, and who scheduled the deletion. */
function readRemains(tx: Transaction, ids: readonly string[]): Promise<Remains[]> {
  return tx.$queryRaw<Remains[]>`
    select wanted.id, coalesce(t.caller_id, '') as requested_by, coalesce(t.caller_name, '') as requested_by_name, t.time as requested_at,
      (select json_agg(json_build_object('version', v.version, 'createdAt', to_char(v.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
        'sha256', encode(sha256(v.wrapped), 'hex')) order by v.version) from key_version v where v.key_id = wanted.id) as versions
    from unnest(${ids as string[]}::text[]) as wanted (id)
    left join lateral (select caller_id, caller_name, time from trace
      where resource_id = wanted.id and trace_name = 'scheduleKeyDeletion' and outcome = 'normal' order by id desc limit 1) t on true`;
}

function toTombstone(key: Key, remains: Remains | undefined, now: Date, blobsLeft: number): KeyTombstone {
  const versions = remains?.versions ?? [];
  return {
    keyId: key.id,
    accountId: key.accountId,
    projectId: key.projectId,
    alias: key.alias,
    spec: key.spec,
    usage: key.usage,
    origin: key.origin,
    createdAt: key.createdAt,
    requestedBy: remains?.requested_by ?? "",
    requestedByName: remains?.requested_by_name ?? "",
    requestedAt: remains?.requested_at ?? null,
    scheduledFor: key.scheduledDeletionAt ?? now,
    destroyedAt: now,
    versions,
    blobsDestroyed: versions.filter(({ sha256 }) => sha256 !== null).length,
    blobsLeft,
  };
}

/** In the order of the IDs, so that no two transactions wait for each other. */
function countByProject(keys: readonly Key[]): [projectId: string, count: number][] {
  const counts = new Map<string, number>();
  for (const { projectId } of keys) counts.set(projectId, (counts.get(projectId) ?? 0) + 1);
  return [...counts].sort(([one], [other]) => (one < other ? -1 : 1));
}

/** The tombstone of a key of this project, or null. */
export async function findTombstone(store: Store, projectId: string, keyId: string): Promise<KeyTombstone | null> {
  const row = await store.prisma.keyTombstone.findFirst({ where: { keyId, projectId } });
  return row === null ? null : fromModel(row);
}

/** The tombstones of these keys of the project, as far as there are any. */
export async function findTombstones(tx: SqlTransaction, projectId: string, keyIds: readonly string[]): Promise<KeyTombstone[]> {
  if (keyIds.length === 0) return [];
  const rows = await tx.$queryRaw<Parameters<typeof fromModel>[0][]>`select key_id as "keyId", account_id as "accountId",
    project_id as "projectId", alias, spec, usage, origin, created_at as "createdAt", requested_by as "requestedBy",
    requested_by_name as "requestedByName", requested_at as "requestedAt", scheduled_for as "scheduledFor", destroyed_at as "destroyedAt",
    versions, blobs_destroyed as "blobsDestroyed", blobs_left as "blobsLeft"
    from key_tombstone where key_id = any(${keyIds as string[]}::text[]) and project_id = ${projectId}`;
  return rows.map(fromModel);
}

/** One page of the project's tombstones, or that of one key, the newest first; and how many there are in all. */
export async function listTombstones(
  store: Store,
  projectId: string,
  keyId: string | undefined,
  page: { offset: number; limit: number },
): Promise<{ tombstones: KeyTombstone[]; total: number }> {
  const where = { projectId, ...(keyId !== undefined && { keyId }) };
  const [rows, total] = await Promise.all([
    store.prisma.keyTombstone.findMany({
      where,
      orderBy: [{ destroyedAt: "desc" }, { keyId: "desc" }],
      skip: page.offset,
      take: page.limit,
    }),
    store.prisma.keyTombstone.count({ where }),
  ]);
  return { tombstones: rows.map(fromModel), total };
}

/** The domain's tombstone from Prisma's row: the same names, with the closed sets' types. */
function fromModel(row: Prisma.KeyTombstoneModel): KeyTombstone {
  return { ...(row as unknown as KeyTombstone), origin: knownWord(KEY_ORIGINS, row.origin, keyBook(row.keyId)) };
}
