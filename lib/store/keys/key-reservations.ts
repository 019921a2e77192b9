/**
 * Aliases and places in the quota, for keys that exist and for those that are being made. Invariants: whoever takes an alias holds its
 * lock, and whoever takes a place the project's row, so that neither is given twice however many come at once; a reservation is no
 * key, and one that nobody renews counts for nothing after half a minute.
 *
 * Order of locks, so that nobody waits in a circle: an alias, then keys, then the project.
 */
import { KmsError } from "#lib/domain/errors";
import type { Key } from "#lib/domain/key";
import type { Transaction } from "../database/transaction";
import type { Store } from "../open";

/** How long a reservation counts unless it is renewed, by the database's clock. */
export const RESERVATION_LIFE_SECONDS = 30;

type Place = Pick<Key, "id" | "projectId" | "alias">;

/** Until the transaction ends nobody else takes or gives up this alias. */
export async function lockAlias(tx: Transaction, { projectId, alias }: Omit<Place, "id">): Promise<void> {
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${toLockName(projectId, alias)}, 0))`;
}

/**
 * Takes alias and project, and finds that there is room for this key in both. Its own reservation is given up for that.
 * @param quota how many keys the project may have
 * @throws KmsError `keyQuotaReached`, `aliasTaken`
 */
export async function takePlace(tx: Transaction, { id, projectId, alias }: Place, quota: number): Promise<void> {
  const [project] = await tx.$queryRaw<{ n: number }[]>`select key_count as n from project
    where id = ${projectId} and pg_advisory_xact_lock(hashtextextended(${toLockName(projectId, alias)}, 0))::text is not null
    for no key update`;
  // A statement of its own: it sees what was committed while the locks were waited for.
  const [found] = await tx.$queryRaw<{ reserved: number; taken: boolean }[]>`
    with given_up as (delete from key_reservation
      where project_id = ${projectId} and (key_id = ${id} or expires_at <= clock_timestamp()))
    select count(*)::int as reserved,
      coalesce(bool_or(alias = ${alias}), false) or exists (select 1 from cmk where project_id = ${projectId} and alias = ${alias}) as taken
    from key_reservation where project_id = ${projectId} and key_id <> ${id} and expires_at > clock_timestamp()`;
  if ((project?.n ?? 0) + (found?.reserved ?? 0) >= quota) throw keyQuotaReached(quota);
  if (found?.taken !== false) throw new KmsError("aliasTaken", { field: "key_alias" });
}

/** Refuses an alias that a key is being made under. The caller holds the alias's lock. @throws KmsError `aliasTaken` */
export async function requireUnreserved(tx: Transaction, { projectId, alias }: Omit<Place, "id">): Promise<void> {
  const reserved = await tx.$queryRaw<unknown[]>`select 1 from key_reservation
    where project_id = ${projectId} and alias = ${alias} and expires_at > clock_timestamp()`;
  if (reserved.length > 0) throw new KmsError("aliasTaken", { field: "key_alias" });
}

/** Keeps alias and place for a key that is about to be made. @throws KmsError `keyQuotaReached`, `aliasTaken` */
export async function reserve(store: Store, key: Place, quota: number): Promise<void> {
  await store.transact(async (tx) => {
    await takePlace(tx, key, quota);
    await tx.$executeRaw`insert into key_reservation (key_id, project_id, alias, expires_at)
      values (${key.id}, ${key.projectId}, ${key.alias}, clock_timestamp() + make_interval(secs => ${RESERVATION_LIFE_SECONDS}))`;
  });
}

/** Keeps a reservation for another while. One that has lapsed stays so: somebody else may have the place. */
export async function renewReservation(store: Pick<Store, "prisma">, { id }: Pick<Key, "id">): Promise<void> {
  await store.prisma
    .$executeRaw`update key_reservation set expires_at = clock_timestamp() + make_interval(secs => ${RESERVATION_LIFE_SECONDS})
    where key_id = ${id} and expires_at > clock_timestamp()`;
}

/** Gives alias and place back; nothing where the key has taken them. */
export async function releaseReservation(store: Pick<Store, "prisma">, { id }: Pick<Key, "id">): Promise<void> {
  await store.prisma.$executeRaw`delete from key_reservation where key_id = ${id}`;
}

/** The refusal of one key too many. */
function keyQuotaReached(quota: number): KmsError {
  return new KmsError("keyQuotaReached", { message: `The quota of ${quota} keys of this project is reached.` });
}

function toLockName(projectId: string, alias: string): string {
  return `alias/${projectId}/${alias}`;
}
