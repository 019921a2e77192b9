/**
 * Removal of old traces, as far as the database decides: `remove_traces` of the migrations removes only what is sealed, recorded as removed,
 * read by whoever reads in order, and older than the owner of the database has said.
 */
import { newClient } from "../database/database-hosts";
import type { RunSql } from "../database/run-sql";
import { BY_NUMBER } from "../traces/receivers";
import { findTraceId, TILE_HASHES } from "./tiles";

export type RetentionRow = {
  /** Leaf index of the first row that is kept. */
  readonly keptFrom: number;
  /** Of the tree of so many leaves. */
  readonly root: Buffer;
  /** What was written before was old enough. */
  readonly cutOff: Date;
  /** Number of the trace that says so. */
  readonly traceId: bigint;
  readonly at: Date;
  readonly mac: Buffer;
  /** Leaf index up to which rows are gone; nothing vouches for it. */
  readonly removedTo: number;
};

type Row = Omit<RetentionRow, "keptFrom" | "root" | "traceId" | "mac" | "removedTo"> & {
  readonly keptFrom: string;
  readonly root: string;
  readonly traceId: string;
  readonly mac: string;
  readonly removedTo: string;
};

/** @returns null where nothing was ever removed */
export async function readRetention(run: RunSql): Promise<RetentionRow | null> {
  const [row] = await run<Row>(
    `select kept_from::text as "keptFrom", encode(root, 'base64') as root, cut_off as "cutOff", trace_id::text as "traceId", at,
       encode(mac, 'base64') as mac, removed_to::text as "removedTo" from audit_retention`,
    [],
  );
  if (row === undefined) return null;
  return {
    ...row,
    keptFrom: Number(row.keptFrom),
    root: Buffer.from(row.root, "base64"),
    traceId: BigInt(row.traceId),
    mac: Buffer.from(row.mac, "base64"),
    removedTo: Number(row.removedTo),
  };
}

/** @param before where the boundary was, 0 for none @returns false where it is not there any more: then nothing has changed */
export async function moveRetention(run: RunSql, before: number, row: Omit<RetentionRow, "removedTo">): Promise<boolean> {
  const moved = await run(
    `insert into audit_retention as r (kept_from, root, cut_off, trace_id, at, mac, begun_at)
     select $2::int8, decode($3::text, 'base64'), $4::text::timestamptz, $5::int8, $6::text::timestamptz, decode($7::text, 'base64'),
       (select time from trace order by id limit 1)
     where $1::int8 = coalesce((select kept_from from audit_retention), 0)
     on conflict (id) do update set kept_from = excluded.kept_from, root = excluded.root, cut_off = excluded.cut_off,
       trace_id = excluded.trace_id, at = excluded.at, mac = excluded.mac where r.kept_from = $1::int8
     returning 1`,
    [
      String(before),
      String(row.keptFrom),
      row.root.toString("base64"),
      row.cutOff.toISOString(),
      String(row.traceId),
      row.at.toISOString(),
      row.mac.toString("base64"),
    ],
  );
  return moved.length > 0;
}

/** Number that the transaction has given to its last trace. */
export async function lastTraceNumber(run: RunSql): Promise<bigint> {
  const [row] = await run<{ id: string }>("select currval('trace_id_seq')::text as id", []);
  return BigInt(row?.id ?? 0);
}

/**
 * The moment before which traces are old, by this clock or the database's, whichever is behind.
 * @param days after which they are
 */
export async function readCutOff(run: RunSql, now: Date, days: number): Promise<Date> {
  const [row] = await run<{ at: Date }>("select least(now(), $1::text::timestamptz) - make_interval(days => $2::int) as at", [
    now.toISOString(),
    days,
  ]);
  return row?.at ?? new Date(0);
}

/**
 * How many tiles follow each other from a place on that are full, were signed and read, and of which all rows are old.
 * @param run a transaction
 * @param limit how many are looked at
 */
export async function countOldTiles(run: RunSql, place: number, limit: number, cutOff: Date): Promise<number> {
  await run(BY_NUMBER, []);
  const rows = await run<{ isOld: boolean }>(
    `select t.place = $1::int8 + row_number() over (order by t.place) - 1 and cardinality(t.trace_ids) = ${TILE_HASHES}
       and (t.place + 1) * ${TILE_HASHES} <= (select max(size) from audit_checkpoint)
       and t.trace_ids[${TILE_HASHES}] <= (${READ_TO})
       and not exists (select 1 from trace r where r.id between t.trace_ids[1] and t.trace_ids[cardinality(t.trace_ids)]
         and r.time >= $3::text::timestamptz) as "isOld"
     from audit_tile t where t.level = 0 and t.place >= $1::int8 and t.place < $1::int8 + $2::int order by t.place`,
    [String(place), limit, cutOff.toISOString()],
  );
  const young = rows.findIndex(({ isOld }) => !isOld);
  return young < 0 ? rows.length : young;
}

/**
 * Whether so many rows as a tile has follow that are all old, sealed and read or not.
 * @param run a transaction
 * @param from leaf index, of a tile's first leaf
 */
export async function isNextTileOld(run: RunSql, from: number, cutOff: Date): Promise<boolean> {
  const before = from === 0 ? 0n : await findTraceId(run, from - 1);
  if (before === null) return false;
  await run(BY_NUMBER, []);
  const [row] = await run<{ isOld: boolean }>(
    `select count(*) = ${TILE_HASHES} and max(r.time) < $2::text::timestamptz as "isOld"
     from (select time from trace where trace.id > $1::int8 order by trace.id limit ${TILE_HASHES}) r`,
    [String(before), cutOff.toISOString()],
  );
  return row?.isOld === true;
}

/** Number up to which everybody has read who reads in order: the counting of use, and receivers that the settings name. `remove_traces` asks the same. */
const READ_TO = "select min(c.after_id) from trace_cursor c left join audit_receiver r on r.name = c.name where r.name is null or r.wanted";

/**
 * Removes the rows of the next tiles.
 * @param from leaf index, of a tile's first leaf
 * @returns leaf index up to which they are gone
 * @throws when the database does not answer, or keeps traces of that age
 */
export async function removeTraces(run: RunSql, from: number, tiles: number, cutOff: Date): Promise<number> {
  await run(BY_NUMBER, []);
  const [row] = await run<{ next: string }>("select remove_traces($1::int8, $2::int, $3::text::timestamptz)::text as next", [
    String(from / TILE_HASHES),
    tiles,
    cutOff.toISOString(),
  ]);
  const to = Number(row?.next ?? from / TILE_HASHES) * TILE_HASHES;
  await run("update audit_retention set removed_to = $1::int8 where removed_to < $1::int8", [String(to)]);
  return to;
}

/**
 * Says how old traces must be that are removed. Nothing where that is said already, which everybody may see.
 * @param ownerUrl of the role that owns the database
 * @param days null where none are
 * @throws when the role is not the owner, or the database does not answer
 */
export async function limitRetention(ownerUrl: string, days: number | null): Promise<void> {
  const client = newClient(ownerUrl);
  // What breaks it fails its statement.
  client.on("error", () => {});
  await client.connect();
  try {
    const { rows } = await client.query<{ days: number }>("select days from trace_retention");
    if ((rows[0]?.days ?? null) === days) return;
    if (days === null) await client.query("delete from trace_retention");
    else await client.query("insert into trace_retention (days) values ($1) on conflict (id) do update set days = excluded.days", [days]);
  } finally {
    await client.end();
  }
}
