/** Signed checkpoints of the sealed log. Those of the last day are all kept, of those before that one an hour. */
import type { RunSql } from "../database/run-sql";

export type StoredCheckpoint = {
  readonly incarnation: number;
  /** Leaves. */
  readonly size: number;
  readonly at: Date;
  /** The signed note. */
  readonly text: string;
};

type Row = { incarnation: number; size: string; at: Date; text: string };
// Ordered by the numbers: a plain `size` would be the text of the same name.
const COLUMNS = "c.incarnation, c.size::text as size, c.at, c.text";

/** @returns the one that was signed last; null where none was */
export async function readLastCheckpoint(run: RunSql): Promise<StoredCheckpoint | null> {
  const [row] = await run<Row>(`select ${COLUMNS} from audit_checkpoint c order by c.incarnation desc, c.size desc limit 1`, []);
  return row === undefined ? null : toCheckpoint(row);
}

/** @returns the earliest whose tree has so many leaves at least; null where none has */
export async function findCheckpointFrom(run: RunSql, size: number): Promise<StoredCheckpoint | null> {
  const [row] = await run<Row>(
    `select ${COLUMNS} from audit_checkpoint c where c.size >= $1::int8 order by c.size, c.incarnation limit 1`,
    [String(size)],
  );
  return row === undefined ? null : toCheckpoint(row);
}

/** Nothing happens where there is one of that size and incarnation: it is of the same tree. */
export async function insertCheckpoint(run: RunSql, { incarnation, size, at, text }: StoredCheckpoint): Promise<void> {
  await run(
    `insert into audit_checkpoint (incarnation, size, at, text) values ($1::int, $2::int8, $3::text::timestamptz, $4::text)
     on conflict (incarnation, size) do nothing`,
    [incarnation, String(size), at.toISOString(), text],
  );
}

/** Of hours that ended a day ago all but the last of each. @param now as the one who seals has it */
export async function thinCheckpoints(run: RunSql, now: Date): Promise<void> {
  await run(
    `delete from audit_checkpoint c where c.at < date_trunc('hour', $1::text::timestamptz) - interval '1 day'
       and exists (select 1 from audit_checkpoint l where l.at >= c.at and l.at < date_trunc('hour', c.at) + interval '1 hour'
         and (l.incarnation, l.size) > (c.incarnation, c.size))`,
    [now.toISOString()],
  );
}

/** For whoever puts the log right. */
export async function removeCheckpointsAbove(run: RunSql, size: number): Promise<void> {
  await run("delete from audit_checkpoint where size > $1::int8", [String(size)]);
}

/** Those of another audit key's log. @param start how the origins of this one's begin */
export async function removeOtherCheckpoints(run: RunSql, start: string): Promise<void> {
  await run("delete from audit_checkpoint where not starts_with(text, $1::text)", [start]);
}

/** Removes one that is not what it says. */
export async function removeCheckpoint(run: RunSql, { incarnation, size }: Pick<StoredCheckpoint, "incarnation" | "size">): Promise<void> {
  await run("delete from audit_checkpoint where incarnation = $1::int and size = $2::int8", [incarnation, String(size)]);
}

function toCheckpoint({ incarnation, size, at, text }: Row): StoredCheckpoint {
  return { incarnation, size: Number(size), at, text };
}
