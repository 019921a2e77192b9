/** Browsers and networks from which users signed in well. Rows are made by right sign-ins only, and bounded for each user. */
import { Prisma } from "../generated/client";
import type { Store, Transaction } from "../open";

/** Not used for so long, a browser or network is unknown again. */
export const KNOWN_FOR_MS = 90 * 24 * 60 * 60 * 1000;
/** Of each kind, for each user; what was not used for longest goes first. */
const PLACES_MAX = 32;

export type Place = { readonly kind: "device" | "network" /** SHA-256 */; readonly hash: Uint8Array };

/** Remembers where a user signed in well, in one statement. */
export async function keepPlaces({ prisma }: Pick<Store, "prisma">, userId: string, places: readonly Place[], now: Date): Promise<void> {
  const rows = places.map(({ kind, hash }) => Prisma.sql`(${userId}, ${kind}, ${new Uint8Array(hash)}::bytea, ${now}::timestamptz)`);
  await prisma.$executeRaw`
    with kept as (
      insert into known_place as k (user_id, kind, hash, last_at) values ${Prisma.join(rows)}
      on conflict (user_id, kind, hash) do update set last_at = excluded.last_at returning k.kind)
    delete from known_place where user_id = ${userId} and (user_id, kind, hash) in (
      select user_id, kind, hash from (
        select *, row_number() over (partition by kind order by last_at desc) as place from known_place where user_id = ${userId}) ranked
      where place >= ${PLACES_MAX})`;
}

/** Makes every browser and network unknown to a user again. */
export async function forgetPlaces(tx: Transaction, userId: string): Promise<void> {
  await tx.knownPlace.deleteMany({ where: { userId } });
}

/** Removes what was not used since `end`, a thousand at most. @returns how many were found */
export async function deleteOldPlaces(tx: Transaction, end: Date): Promise<number> {
  return tx.$executeRaw`delete from known_place where (user_id, kind, hash) in (
    select user_id, kind, hash from known_place where last_at < ${end}::timestamptz order by last_at limit 1000 for update skip locked)`;
}
