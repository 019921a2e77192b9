/**
 * Signed checkpoints of the sealed log, and the cosignatures of witnesses. Those of the last day are all kept, of those before that the last
 * of each hour, and the last with as many cosignatures as any later one does not have.
 */
import type { RunSql } from "../database/run-sql";

export type StoredCheckpoint = {
  readonly incarnation: number;
  /** Leaves. */
  readonly size: number;
  readonly at: Date;
  /** The signed note. */
  readonly text: string;
};

type Cosigned = { cosignatures: string; cosigners: number };
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

/** A checkpoint as a note with the lines of those who cosigned it. */
export type CosignedCheckpoint = StoredCheckpoint & {
  /** Signatures of witnesses in it. */
  readonly cosigners: number;
};

/** More witnesses are not asked. */
const COSIGNERS_MAX = 16;

/**
 * @param size leaves that it must have at least
 * @returns of those with the most cosignatures the newest; one that nobody cosigned, the earliest, where there is no other; null where none has so many
 */
export async function findCosignedFrom(run: RunSql, size: number): Promise<CosignedCheckpoint | null> {
  const [row] = await run<Row & Cosigned>(
    `select ${COLUMNS}, c.cosignatures, c.cosigners from generate_series(${COSIGNERS_MAX}, 1, -1) with ordinality as n (cosigners, turn)
     cross join lateral (select * from audit_checkpoint o where o.cosigners > 0 and o.cosigners = n.cosigners and o.size >= $1::int8
       order by o.size desc, o.incarnation desc limit 1) c order by n.turn limit 1`,
    [String(size)],
  );
  if (row !== undefined) return toCosigned(row);
  const checkpoint = await findCheckpointFrom(run, size);
  return checkpoint && { ...checkpoint, cosigners: 0 };
}

/** @returns the one that was signed last, with its cosignatures as far as there are any by now; null where none was signed */
export async function readLastNote(run: RunSql): Promise<CosignedCheckpoint | null> {
  const [row] = await run<Row & Cosigned>(
    `select ${COLUMNS}, c.cosignatures, c.cosigners from audit_checkpoint c order by c.incarnation desc, c.size desc limit 1`,
    [],
  );
  return row === undefined ? null : toCosigned(row);
}

/**
 * Adds the line of a witness, unless it has one of it.
 * @param line with its newline, verified
 */
export async function addCosignature(
  run: RunSql,
  { incarnation, size }: Pick<StoredCheckpoint, "incarnation" | "size">,
  { name, line }: { readonly name: string; readonly line: string },
): Promise<void> {
  await run(
    `update audit_checkpoint set cosignatures = cosignatures || $3::text, cosigners = cosigners + 1
     where incarnation = $1::int and size = $2::int8 and strpos(cosignatures, $4::text) = 0`,
    [incarnation, String(size), line, `\u2014 ${name} `],
  );
}

/** Of hours that ended a day ago all but the last of each, and the last with more cosignatures. @param now as the one who seals has it */
export async function thinCheckpoints(run: RunSql, now: Date): Promise<void> {
  await run(
    `delete from audit_checkpoint c where c.at < date_trunc('hour', $1::text::timestamptz) - interval '1 day'
       and exists (select 1 from audit_checkpoint l where l.at >= c.at and l.at < date_trunc('hour', c.at) + interval '1 hour'
         and (l.incarnation, l.size) > (c.incarnation, c.size) and l.cosigners >= c.cosigners)`,
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

function toCosigned(row: Row & Cosigned): CosignedCheckpoint {
  const { text, ...checkpoint } = toCheckpoint(row);
  return { ...checkpoint, text: text + row.cosignatures, cosigners: row.cosigners };
}
