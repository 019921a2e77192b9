/**
 * The high-water mark as the database has it, one row. Invariant: it only rises, but by an operator's word, and is on the disk before
 * anybody is told that it was written.
 */
import { newClient } from "../database/database-hosts";
import { CONNECT_TIMEOUT_MS } from "../database/pools";
import type { RunSql } from "../database/run-sql";

/** What the row says, and what authenticates it. */
export type MarkRow = {
  readonly incarnation: number;
  readonly number: bigint;
  readonly at: Date;
  readonly mac: Buffer;
};

export type MarkLook = {
  /** null where there is no row. */
  readonly row: MarkRow | null;
  /** The last number that was drawn for a change, by whoever, committed or not. */
  readonly drawn: bigint;
};

/** What numbers the changes of the database. The mark's numbers come from here, and from `settledChange`, alone. */
const DRAWN = "(select case when is_called then last_value else last_value - 1 end from trace_id_seq)";

/**
 * The number up to which all changes are decided, of which the mark can tell.
 * @param settledTrace see `traces/settled.ts`; each change writes a trace
 */
export function settledChange(settledTrace: bigint): bigint {
  return settledTrace;
}

const READ = `select ${DRAWN}::text as drawn, m.incarnation, m.number::text as number, m.at, m.mac
  from (select 1) as one left join integrity_mark m on m.id = 1`;

type Row = { drawn: string; incarnation: number | null; number: string | null; at: Date | null; mac: Buffer | null };

/** @param run sees what is committed */
export async function readMarkRow(run: RunSql): Promise<MarkLook> {
  const [read] = await run<Row>(READ, []);
  if (read === undefined) throw new Error("the database says nothing of its mark");
  const { drawn, incarnation, number, at, mac } = read;
  const isThere = incarnation !== null && number !== null && at !== null && mac !== null;
  return { drawn: BigInt(drawn), row: isThere ? { incarnation, number: BigInt(number), at, mac: Buffer.from(mac) } : null };
}

/** The same on a connection of its own, for whoever is given none of a pool. @throws when the database does not answer */
export async function readMarkRowAlone(databaseUrl: string): Promise<MarkLook> {
  const patience = { connectionTimeoutMillis: CONNECT_TIMEOUT_MS, query_timeout: CONNECT_TIMEOUT_MS };
  const client = newClient(databaseUrl, patience);
  client.on("error", () => {});
  try {
    await client.connect();
    return await readMarkRow(async (text, values) => (await client.query(text, [...values])).rows);
  } finally {
    // A server that hangs does not say goodbye either.
    client.end().catch(() => {});
  }
}

const WRITE = `insert into integrity_mark as m (id, incarnation, number, at, mac) values (1, $1::int, $2::bigint, $3::timestamptz, decode($4, 'hex'))
  on conflict (id) do update set incarnation = excluded.incarnation, number = excluded.number, at = excluded.at, mac = excluded.mac`;
const RISES = "where (m.incarnation, m.number) < (excluded.incarnation, excluded.number)";

/** @param run a transaction @returns whether the row is this one now: not where there is one as high */
export async function raiseMarkRow(run: RunSql, row: MarkRow): Promise<boolean> {
  return (await write(run, row, `${WRITE} ${RISES} returning 1`)).length > 0;
}

/** Puts the row in the place of whatever is there. @param run a transaction */
export async function replaceMarkRow(run: RunSql, row: MarkRow): Promise<void> {
  await write(run, row, `${WRITE} returning 1`);
}

async function write(run: RunSql, { incarnation, number, at, mac }: MarkRow, text: string): Promise<unknown[]> {
  // Whatever the server is set to: a mark that the token has and a crash of the server takes back would be a false alarm.
  await run("select set_config('synchronous_commit', 'on', true)", []);
  return run(text, [incarnation, String(number), at.toISOString(), mac.toString("hex")]);
}
