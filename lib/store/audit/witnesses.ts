/** Who cosigns checkpoints of the sealed log, and how that fares. */
import type { RunSql } from "../database/run-sql";

export type WitnessState = {
  readonly name: string;
  /** The checkpoint that it cosigned last; null where it has cosigned none. */
  readonly cosigned: { readonly incarnation: number /** Leaves. */; readonly size: number; readonly at: Date } | null;
  readonly failedAt: Date | null;
  /** A sentence of ours on the last failure; "" where there was none. */
  readonly failure: string;
  readonly failures: number;
  readonly failuresInARow: number;
};

type Row = Omit<WitnessState, "cosigned" | "failures"> & {
  readonly incarnation: number | null;
  readonly size: string | null;
  readonly cosignedAt: Date | null;
  readonly failures: string;
};

/** Those that the settings name, by name. */
export async function listWitnesses(run: RunSql): Promise<WitnessState[]> {
  const rows = await run<Row>(
    `select name, incarnation, w.size::text as size, cosigned_at as "cosignedAt", failed_at as "failedAt", failure, failures::text as failures,
       failures_in_a_row as "failuresInARow" from audit_witness w where wanted order by name`,
    [],
  );
  return rows.map(({ incarnation, size, cosignedAt, failures, ...row }) => ({
    ...row,
    cosigned: incarnation === null || size === null || cosignedAt === null ? null : { incarnation, size: Number(size), at: cosignedAt },
    failures: Number(failures),
  }));
}

/** Those that the settings no longer name keep what is known of them, and are no longer told of. */
export async function nameWitnesses(run: RunSql, names: readonly string[]): Promise<void> {
  await run("update audit_witness set wanted = false where wanted and name <> all($1::text[])", [names]);
  await run(
    `insert into audit_witness (name, wanted) select name, true from unnest($1::text[]) as n (name)
     on conflict (name) do update set wanted = true where not audit_witness.wanted`,
    [names],
  );
}

export async function noteCosigned(
  run: RunSql,
  name: string,
  { incarnation, size, at }: { readonly incarnation: number; readonly size: number; readonly at: Date },
): Promise<void> {
  await run(
    `update audit_witness set incarnation = $2::int, size = $3::int8, cosigned_at = $4::text::timestamptz, failures_in_a_row = 0
     where name = $1::text`,
    [name, incarnation, String(size), at.toISOString()],
  );
}

/** @param failure a sentence of ours */
export async function noteNotCosigned(run: RunSql, name: string, failure: string, at: Date): Promise<void> {
  await run(
    `update audit_witness set failed_at = $3::text::timestamptz, failure = $2::text, failures = failures + 1,
       failures_in_a_row = failures_in_a_row + 1 where name = $1::text`,
    [name, failure, at.toISOString()],
  );
}
