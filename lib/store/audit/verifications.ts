/** What was verified last of the sealed rows: one row, for people. */
import type { RunSql } from "../database/run-sql";

export type Verification = {
  readonly at: Date;
  /** Leaf index of the first, and the one after the last. */
  readonly begins: number;
  readonly ends: number;
  /** Rows and tiles that were not as they were sealed. */
  readonly wrong: number;
};

export async function noteVerification(run: RunSql, { at, begins, ends, wrong }: Verification): Promise<void> {
  await run(
    `insert into audit_verification (id, at, begins, ends, wrong) values (1, $1::text::timestamptz, $2::int8, $3::int8, $4::int)
     on conflict (id) do update set at = excluded.at, begins = excluded.begins, ends = excluded.ends, wrong = excluded.wrong`,
    [at.toISOString(), String(begins), String(ends), wrong],
  );
}

/** null where none was yet. */
export async function readVerification(run: RunSql): Promise<Verification | null> {
  const [row] = await run<{ at: Date; begins: string; ends: string; wrong: number }>(
    "select at, begins::text as begins, ends::text as ends, wrong from audit_verification where id = 1",
    [],
  );
  return row === undefined ? null : { ...row, begins: Number(row.begins), ends: Number(row.ends) };
}
