/**
 * Counts of wrong tries. Invariants: a slot is taken by one statement, which looks and counts at once, so that tries in parallel gain
 * nothing; and where nothing was counted, something that says nothing is written to the log of the database, so that the statement
 * commits, and waits for the disk, just the same.
 */
import { Prisma } from "../generated/client";
import type { Store, Transaction } from "../open";

/** How the wait grows: after `free` wrong tries `firstMs`, twice as much after each more, `longestMs` at most. */
export type Pace = {
  readonly free: number;
  readonly firstMs: number;
  readonly longestMs: number;
  /** After so long without a try it begins anew. */
  readonly forgottenMs: number;
};

export type Counter = {
  /** 32 bytes; what is told apart is not kept in clear. */
  readonly id: Uint8Array;
  readonly rule: string;
  /** Whose it is; null where that is many, "" where it is nobody. */
  readonly userId: string | null;
  readonly pace: Pace;
};

export type Taken = {
  /** Whether the try may be looked at. */
  readonly isOpen: boolean;
  /** How many tries of `own` are counted as wrong now, with this one; 0 where it was not counted. */
  readonly wrong: number;
  /** Until when `own` must wait; null where it need not, or nobody knows because the network must. */
  readonly opensAt: Date | null;
  /** What was counted, to be given back. */
  readonly counted: readonly Counter[];
};

type Db = Pick<Store, "prisma">;

/**
 * Counts a try as wrong, before it is looked at.
 * @param own of whoever tries
 * @param network of where they try from, where that is counted too
 * @param needsNetwork whether a network that must wait keeps `own` from being looked at and counted
 */
export async function takeSlot({ prisma }: Db, now: Date, own: Counter, network?: Counter, needsNetwork = false): Promise<Taken> {
  const gate = network !== undefined && needsNetwork ? Prisma.sql`where exists (select from taken_network)` : Prisma.empty;
  const ofNetwork =
    network === undefined ? Prisma.empty : Prisma.sql`taken_network as (${count(network, now, Prisma.empty)} returning t.wrong), `;
  const isNetwork = network === undefined ? Prisma.sql`false` : Prisma.sql`exists (select from taken_network)`;
  const [row] = await prisma.$queryRaw<{ wrong: number | null; opensAt: Date | null; isNetwork: boolean }[]>`
    with ${ofNetwork}taken_own as (${count(own, now, gate)} returning t.wrong)
    select (select wrong from taken_own) as wrong, (select open_at from throttle where id = ${new Uint8Array(own.id)}::bytea) as "opensAt",
      ${isNetwork} as "isNetwork",
      case when not exists (select from taken_own) and not ${isNetwork} then pg_logical_emit_message(true, 'kms', '') is not null end as "isLevelled"`;
  if (row === undefined) throw new Error("a row that is always there was not");
  const counted = [...(row.wrong === null ? [] : [own]), ...(row.isNetwork && network !== undefined ? [network] : [])];
  const opensAt = row.wrong === null && row.opensAt !== null && row.opensAt > now ? row.opensAt : null;
  return { isOpen: row.wrong !== null, wrong: row.wrong ?? 0, opensAt, counted };
}

/** A clock that was set back does not make anybody wait for longer than the longest wait. */
function count({ id, rule, userId, pace }: Counter, now: Date, gate: Prisma.Sql): Prisma.Sql {
  const isOld = Prisma.sql`t.last_at < ${new Date(now.getTime() - pace.forgottenMs)}::timestamptz`;
  const next = Prisma.sql`(case when ${isOld} then 1 else t.wrong + 1 end)`;
  return Prisma.sql`insert into throttle as t (id, rule, user_id, wrong, open_at, last_at)
    select ${id}::bytea, ${rule}, ${userId}::text, 1, ${openAfter(Prisma.sql`1`, now, pace)}, ${now}::timestamptz ${gate}
    on conflict (id) do update set wrong = ${next}, open_at = ${openAfter(next, now, pace)}, last_at = ${now}::timestamptz
    where t.open_at <= ${now}::timestamptz or t.open_at > ${new Date(now.getTime() + pace.longestMs)}::timestamptz`;
}

/** Of long ago where nothing is waited for: tries at the same moment are not in the order of their clocks. */
function openAfter(wrong: Prisma.Sql, now: Date, { free, firstMs, longestMs }: Pace): Prisma.Sql {
  const waitMs = Prisma.sql`least(${longestMs}::float8, ${firstMs}::float8 * power(2::float8, least(${wrong} - ${free}::int, 40)))`;
  return Prisma.sql`case when ${wrong} < ${free}::int then to_timestamp(0) else ${now}::timestamptz + ${waitMs} * interval '1 millisecond' end`;
}

/**
 * Takes back what was counted for a try that was not wrong.
 * @param anew of these the one that begins anew, since whoever is behind it has shown to be the user
 */
export async function giveBack({ prisma }: Db, counted: readonly Counter[], anew: Counter | null = null): Promise<void> {
  if (counted.length === 0) return;
  const ids = counted.map(({ id }) => new Uint8Array(id));
  await prisma.$executeRaw`update throttle set
      wrong = case when id = ${anew === null ? null : new Uint8Array(anew.id)}::bytea then 0 else greatest(wrong - 1, 0) end,
      open_at = to_timestamp(0)
    where id = any(${ids}::bytea[])`;
}

/** Ends the counts of a user. @returns whether one of them had begun to make anybody wait */
export async function endWaits(tx: Transaction, userId: string): Promise<boolean> {
  const rows = await tx.$queryRaw<{ openAt: Date }[]>`delete from throttle where user_id = ${userId} returning open_at as "openAt"`;
  return rows.some(({ openAt }) => openAt.getTime() > 0);
}

/** Removes counts of what has been left alone since `end`, a thousand at most. @returns how many were found */
export async function deleteRestedCounts(tx: Transaction, end: Date): Promise<number> {
  return tx.$executeRaw`delete from throttle where id in (
    select id from throttle where last_at < ${end}::timestamptz order by last_at limit 1000 for update skip locked)`;
}
