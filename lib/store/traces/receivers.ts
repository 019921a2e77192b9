/**
 * Receivers to whom the trail is forwarded: how far each has come, and how it fares. Invariant: a cursor moves when its receiver has taken
 * what is before it, in one transaction with what is said of that.
 */
import type { Trace } from "#lib/domain/trace";
import type { Store } from "../open";
import { TRACE_COLUMNS } from "./list-traces";
import { beginCursor, lockCursor, moveCursor } from "./trail-cursor";

/** Of a trail that began no longer ago than that, a new receiver gets the whole: who sets it from the start wants all. */
const NEW_TRAIL = "interval '1 hour'";
/** More are not counted. */
export const WAITING_COUNTED = 10_000;

/**
 * The numbers are in the index: nothing is to be sorted or read whole, also where statistics are those of a trail that was small. Then a
 * range between two numbers is taken for a few rows, and half a million of them would be sorted for each batch.
 */
export const BY_NUMBER = `select set_config(name, 'off', true) from unnest(array['enable_seqscan', 'enable_bitmapscan', 'enable_sort']) as settings (name)`;

type TrailStore = Pick<Store, "transactSql">;

/** @param settledId where it begins when it is new @returns the number up to which it has everything */
export function beginReceiver(store: TrailStore, name: string, settledId: bigint, now: Date): Promise<bigint> {
  return store.transactSql(async (run) => {
    let after = await lockCursor(run, name);
    if (after === null) {
      const [first] = await run<{ recent: boolean }>(
        `select time > $1::timestamptz - ${NEW_TRAIL} as recent from trace order by id limit 1`,
        [now.toISOString()],
      );
      await beginCursor(run, name, (first?.recent ?? true) ? 0n : settledId);
      after = (await lockCursor(run, name)) ?? 0n;
    }
    await run(
      `insert into audit_receiver (name, wanted, looked_at) values ($1, true, $2::timestamptz)
       on conflict (name) do update set wanted = true, looked_at = excluded.looked_at`,
      [name, now.toISOString()],
    );
    return after;
  });
}

/** Those that the settings no longer name keep their place, and are no longer told of. */
export async function forgetOtherReceivers(store: TrailStore, names: readonly string[]): Promise<void> {
  await store.transactSql((run) => run("update audit_receiver set wanted = false where wanted and name <> all($1::text[])", [names]));
}

/** In the order of their numbers; the next ones after `after`, none beyond `upTo`. */
export function readInOrder(store: TrailStore, after: bigint, upTo: bigint, limit: number): Promise<Trace[]> {
  return store.transactSql(async (run) => {
    await run(BY_NUMBER, []);
    const rows = await run<Omit<Trace, "id"> & { id: string }>(
      `select ${TRACE_COLUMNS} from trace where id > $1::int8 and id <= $2::int8 order by trace.id limit $3::int`,
      [String(after), String(upTo), limit],
    );
    return rows.map((row) => ({ ...row, id: BigInt(row.id) }));
  });
}

/** @returns false where somebody else has moved the cursor meanwhile: then nothing is noted */
export function noteDelivered(
  store: TrailStore,
  name: string,
  from: bigint,
  { last, rows, now }: { readonly last: Trace; readonly rows: number; readonly now: Date },
): Promise<boolean> {
  return store.transactSql(async (run) => {
    if (!(await moveCursor(run, name, from, last.id))) return false;
    await run(
      `update audit_receiver set delivered_until = $2::timestamptz, delivered_at = $3::timestamptz, looked_at = $3::timestamptz,
         delivered = delivered + $4::int8, failures_in_a_row = 0 where name = $1`,
      [name, last.time.toISOString(), now.toISOString(), rows],
    );
    return true;
  });
}

/** @param failure a sentence of ours */
export async function noteUndelivered(store: TrailStore, name: string, failure: string, now: Date): Promise<void> {
  await store.transactSql((run) =>
    run(
      `update audit_receiver set failed_at = $2::timestamptz, looked_at = $2::timestamptz, failure = $3, failures = failures + 1,
         failures_in_a_row = failures_in_a_row + 1 where name = $1`,
      [name, now.toISOString(), failure],
    ),
  );
}

export async function noteLooked(store: TrailStore, name: string, now: Date): Promise<void> {
  await store.transactSql((run) => run("update audit_receiver set looked_at = $2::timestamptz where name = $1", [name, now.toISOString()]));
}

export type ReceiverState = {
  readonly name: string;
  readonly lookedAt: Date;
  readonly deliveredUntil: Date | null;
  readonly deliveredAt: Date | null;
  readonly delivered: number;
  /** Traces that it has not taken yet; `WAITING_COUNTED` and one where there are more. */
  readonly waiting: number;
  /** Time of the first of them. */
  readonly waitingSince: Date | null;
  readonly failedAt: Date | null;
  /** What the last failure was; "" where there was none. */
  readonly failure: string;
  readonly failures: number;
  readonly failuresInARow: number;
};

/** Those that the settings name, by name. */
export async function listReceivers(store: Pick<Store, "list">): Promise<ReceiverState[]> {
  const rows = await store.list<ReceiverState & { delivered: string; failures: string }>(
    `select r.name, r.looked_at as "lookedAt", r.delivered_until as "deliveredUntil", r.delivered_at as "deliveredAt", r.delivered,
       (select count(*)::int from (select 1 from trace t where t.id > c.after_id order by t.id limit ${WAITING_COUNTED + 1}) w) as waiting,
       (select t.time from trace t where t.id > c.after_id order by t.id limit 1) as "waitingSince",
       r.failed_at as "failedAt", r.failure, r.failures, r.failures_in_a_row as "failuresInARow"
     from audit_receiver r join trace_cursor c on c.name = r.name where r.wanted order by r.name`,
    [],
  );
  return rows.map((row) => ({ ...row, delivered: Number(row.delivered), failures: Number(row.failures) }));
}
