/**
 * What a sign-in asks the database about whom it names. Invariant: for a user who exists and one who does not, or is disabled, it is the
 * same statement, so that its time tells nothing.
 */

import { Prisma } from "../generated/client";
import type { Store } from "../open";
import { KNOWN_FOR_MS } from "./known-places";

/** How a sign-in names a user: by ID, or by name within an account named by ID or name. */
export type UserReference = { id: string } | { name: string; account: { id: string } | { name: string } };

export type SigningIn = {
  /** The account that was named, or that of the user; null where there is none. */
  readonly account: { readonly id: string; readonly name: string } | null;
  readonly user: { readonly id: string; readonly name: string; readonly passwordHash: string; readonly isEnabled: boolean } | null;
  /** The browser in which this user signed in well, by the hash of its secret; null where it is none of those that were shown. */
  readonly device: Buffer | null;
  /** Whether this user signed in well from this network. */
  readonly isPlace: boolean;
  /** Whether anybody did. */
  readonly isUsedNetwork: boolean;
};

/** Where a sign-in comes from: SHA-256 of its network, and of the secrets that its browser shows. */
export type Origin = { readonly network: Uint8Array; readonly devices: readonly Uint8Array[] };

type Row = Record<"accountId" | "accountName" | "userId" | "userName" | "passwordHash", string | null> & {
  readonly isEnabled: boolean | null;
  readonly device: Uint8Array | null;
  readonly isPlace: boolean;
  readonly isUsedNetwork: boolean;
};

/** One statement that finds one row, whatever exists. */
export async function findSigningIn({ prisma }: Store, reference: UserReference, from: Origin, now: Date): Promise<SigningIn> {
  const [network, devices] = [new Uint8Array(from.network), from.devices.map((hash) => new Uint8Array(hash))];
  const since = new Date(now.getTime() - KNOWN_FOR_MS);
  const known = Prisma.sql`select k.hash from known_place k where k.last_at > ${since}::timestamptz`;
  const [row] = await prisma.$queryRaw<Row[]>`
    select a.id as "accountId", a.name as "accountName", u.id as "userId", u.name as "userName", u.password_hash as "passwordHash",
      u.enabled as "isEnabled",
      (${known} and k.user_id = u.id and k.kind = 'device' and k.hash = any(${devices}::bytea[]) limit 1) as device,
      exists (${known} and k.user_id = u.id and k.kind = 'network' and k.hash = ${network}::bytea) as "isPlace",
      exists (${known} and k.kind = 'network' and k.hash = ${network}::bytea) as "isUsedNetwork"
    from (select 1) as one ${joins(reference)}`;
  if (row === undefined) throw new Error("a row that is always there was not");
  const { accountId, accountName, userId, userName, passwordHash } = row;
  return {
    account: accountId === null || accountName === null ? null : { id: accountId, name: accountName },
    user:
      userId === null || userName === null || passwordHash === null
        ? null
        : { id: userId, name: userName, passwordHash, isEnabled: row.isEnabled === true },
    device: row.device === null ? null : Buffer.from(row.device),
    isPlace: row.isPlace,
    isUsedNetwork: row.isUsedNetwork,
  };
}

function joins(reference: UserReference): Prisma.Sql {
  if ("id" in reference) {
    return Prisma.sql`left join iam_user u on u.id = ${reference.id} left join account a on a.id = u.account_id`;
  }
  const { name, account } = reference;
  const named = "id" in account ? Prisma.sql`a.id = ${account.id}` : Prisma.sql`a.name = ${account.name}`;
  return Prisma.sql`left join account a on ${named} left join iam_user u on u.account_id = a.id and u.name = ${name}`;
}
