/** Access keys at rest: their secrets are sealed by the token, so a copy of this table signs nothing. */
import type { Store } from "./open";

/** Counts a bad signature; the one that reaches `limit` in a row locks the access key until `lockedUntil`. */
export async function countBadSignature(store: Store, access: string, limit: number, now: Date, lockedUntil: Date): Promise<void> {
  await store.prisma.$executeRaw`update access_key set
      failed_signatures = case when failed_signatures + 1 >= ${limit} then 0 else failed_signatures + 1 end,
      locked_until = case when failed_signatures + 1 >= ${limit} then ${lockedUntil}::timestamptz else null end
    where access = ${access} and (locked_until is null or locked_until <= ${now}::timestamptz)`;
}

/** A good signature ends the row of bad ones. */
export async function resetBadSignatures(store: Store, access: string): Promise<void> {
  await store.prisma.accessKey.updateMany({ where: { access }, data: { failedSignatures: 0, lockedUntil: null } });
}
