/** Browsers and networks from which users signed in well, and networks from which their programs signed requests well. Rows are made by right sign-ins only, and bounded for each user. */
import { retryLost } from "../database/retry-lost";
import { Prisma } from "../generated/client";
import type { Store, Transaction } from "../open";

/** Not used for so long, a browser or network is unknown again. */
export const KNOWN_FOR_MS = 90 * 24 * 60 * 60 * 1000;
/** Of each kind, for each user; what was not used for longest goes first. */
const PLACES_MAX = 32;

/** "signer" is a network of programs that sign requests: it is known for their signatures alone, and takes no place from those of people. */
export type Place = { readonly kind: "device" | "network" | "signer" /** SHA-256 */; readonly hash: Uint8Array };

/** Remembers where a user signed in well, in one statement; nothing of a user who has been removed meanwhile. */
export async function keepPlaces({ prisma }: Pick<Store, "prisma">, userId: string, places: readonly Place[], now: Date): Promise<void> {
  const rows = places.map(({ kind, hash }) => Prisma.sql`(${kind}, ${new Uint8Array(hash)}::bytea)`);
  // The user's row first, as whoever removes the user does.
  const statement = Prisma.sql`
    with owner as (select id from iam_user where id = ${userId} for key share),
    kept as (
      insert into known_place as k (user_id, kind, hash, last_at)
      select owner.id, place.kind, place.hash, ${now}::timestamptz from owner, (values ${Prisma.join(rows)}) as place (kind, hash)
      on conflict (user_id, kind, hash) do update set last_at = excluded.last_at returning k.kind)
    delete from known_place where user_id = ${userId} and (user_id, kind, hash) in (
      select user_id, kind, hash from (
        select *, row_number() over (partition by kind order by last_at desc) as place from known_place where user_id = ${userId}) ranked
      where place > ${PLACES_MAX})`;
  await retryLost(() => prisma.$executeRaw(statement));
}

/** Whether a user signed in, or signed requests, well from a network. @param hash SHA-256 of the network */
export async function isKnownNetwork({ prisma }: Pick<Store, "prisma">, userId: string, hash: Uint8Array, now: Date): Promise<boolean> {
  const lastAt = { gt: new Date(now.getTime() - KNOWN_FOR_MS) };
  return (
    (await prisma.knownPlace.count({ where: { userId, kind: { in: ["network", "signer"] }, hash: new Uint8Array(hash), lastAt } })) > 0
  );
}

/** Where somebody has signed in well, with who it was. */
export type PlaceOfUser = {
  readonly kind: "device" | "network";
  readonly hash: Uint8Array;
  readonly account: { readonly id: string; readonly name: string };
  readonly user: { readonly id: string; readonly name: string };
};

/** Where users signed in well since `since`: the newest, so many at most, the oldest of them first. */
export async function listPlaces({ prisma }: Pick<Store, "prisma">, since: Date, limit: number): Promise<PlaceOfUser[]> {
  const found = await prisma.knownPlace.findMany({
    where: { lastAt: { gt: since }, kind: { in: ["device", "network"] } },
    select: { kind: true, hash: true, user: { select: { id: true, name: true, account: { select: { id: true, name: true } } } } },
    orderBy: { lastAt: "desc" },
    take: limit,
  });
  return found.reverse().map(({ kind, hash, user: { account, ...user } }) => ({ kind: kind as PlaceOfUser["kind"], hash, account, user }));
}

/** Makes every browser and network unknown to a user again, as far as passwords go. */
export async function forgetPlaces(tx: Transaction, userId: string): Promise<void> {
  await tx.knownPlace.deleteMany({ where: { userId, kind: { not: "signer" } } });
}

/** Removes what was not used since `end`, a thousand at most. @returns how many were found */
export async function deleteOldPlaces(tx: Transaction, end: Date): Promise<number> {
  return tx.$executeRaw`delete from known_place where (user_id, kind, hash) in (
    select user_id, kind, hash from known_place where last_at < ${end}::timestamptz order by last_at limit 1000 for update skip locked)`;
}
