/** Rows of the audit trail. Append-only: this room has no function that changes or removes one, and a trigger refuses both. */
import type pg from "pg";
import type { TraceFacts } from "#lib/domain/trace";
import { noteTraces } from "../books/change-books";
import { inTransaction, type RunSql } from "../database/run-sql";
import type { Transaction } from "../database/transaction";
import type { Proof } from "../hot/guesses";

/** One row as it is inserted; the database numbers it. */
export type TraceRow = TraceFacts;

/** Column and the array type its values are sent as, in the order of the statement's parameters. */
const COLUMNS: readonly (readonly [string, string, (row: TraceRow) => unknown])[] = [
  ["time", "timestamptz", (row: TraceRow) => row.time],
  ["account_id", "text", (row: TraceRow) => row.accountId],
  ["project_id", "text", (row: TraceRow) => row.projectId],
  ["caller_kind", "text", (row: TraceRow) => row.callerKind],
  ["caller_id", "text", (row: TraceRow) => row.callerId],
  ["caller_name", "text", (row: TraceRow) => row.callerName],
  ["source", "text", (row: TraceRow) => row.source],
  ["ip", "text", (row: TraceRow) => row.ip],
  ["request_id", "text", (row: TraceRow) => row.requestId],
  ["trace_name", "text", (row: TraceRow) => row.traceName],
  ["resource_type", "text", (row: TraceRow) => row.resourceType],
  ["resource_id", "text", (row: TraceRow) => row.resourceId],
  ["alias", "text", (row: TraceRow) => row.alias],
  ["outcome", "text", (row: TraceRow) => row.outcome],
  ["error_code", "text", (row: TraceRow) => row.errorCode],
  ["details", "jsonb", (row: TraceRow) => JSON.stringify(row.details)],
  ["caller_account_id", "text", (row: TraceRow) => row.callerAccountId],
  ["access_key", "text", (row: TraceRow) => row.accessKey],
  ["grant_id", "text", (row: TraceRow) => row.grantId],
  ["right_kind", "text", (row: TraceRow) => row.rightKind],
  ["right_id", "text", (row: TraceRow) => row.rightId],
  ["key_version", "int", (row: TraceRow) => row.keyVersion],
  ["would_fail", "boolean", (row: TraceRow) => row.wouldFail],
];

/** A row, and what must still be so when it is written; see `guesses.ts`. */
export type ProvenTrace = { readonly row: TraceRow; readonly proof: Proof | null };

const PROOF: readonly (readonly [string, string, (proof: Proof | null) => unknown])[] = [
  ["proof_token", "bytea", (proof) => proof?.tokenHash],
  ["proof_token_xmin", "xid", (proof) => proof?.tokenXmin],
  ["proof_iam_xmin", "xid", (proof) => proof?.iamXmin],
  ["proof_key", "text", (proof) => proof?.row?.keyId],
  ["proof_version", "int", (proof) => proof?.row?.version],
  ["proof_key_xmin", "xid", (proof) => proof?.row?.keyXmin],
  ["proof_version_xmin", "xid", (proof) => proof?.row?.versionXmin],
];

const NAMES = COLUMNS.map(([name]) => name).join(", ");
const PARAMETERS = [...COLUMNS, ...PROOF].map(([, type], index) => `$${index + 1}::${type}[]`).join(", ");

/** One snapshot sees what is proven and what is written. A missing row proves nothing: null is not true. */
const INSERT = `insert into trace (${NAMES})
  select ${NAMES} from unnest(${PARAMETERS}) as r (${NAMES}, ${PROOF.map(([name]) => name).join(", ")})
  where proof_token is null or (
    (select i.xmin from auth_token t join account_iam_revision i on i.account_id = t.account_id
      where t.hash = proof_token and t.xmin = proof_token_xmin and t.expires_at > r.time) = proof_iam_xmin
    and (proof_key is null or (
      (select k.xmin from cmk k where k.id = proof_key) = proof_key_xmin
      and (select v.xmin from key_version v where v.key_id = proof_key and v.version = proof_version) = proof_version_xmin)))
  returning request_id`;

/**
 * Inserts in one durable statement all rows that need no proof or whose proof holds. The statement is the same for any number
 * of rows, so it stays prepared.
 * @returns for each row whether it was inserted; all or none of one request's
 */
export async function insertTraces(pool: pg.Pool, traces: readonly ProvenTrace[]): Promise<boolean[]> {
  const values = [
    ...COLUMNS.map(([, , read]) => traces.map(({ row }) => read(row))),
    ...PROOF.map(([, , read]) => traces.map(({ proof }) => read(proof))),
  ];
  const { rows } = await pool.query<[string]>({ name: "insert-traces", text: INSERT, values, rowMode: "array" });
  if (rows.length === traces.length) return traces.map(() => true);
  const inserted = new Set(rows.map(([requestId]) => requestId));
  return traces.map(({ row, proof }) => proof === null || inserted.has(row.requestId));
}

/** A trace of a change, with what the change has made of books. */
export type ChangeTrace = { readonly row: TraceRow; readonly state: string };

const CHANGE_COLUMNS: readonly (readonly [string, string, (trace: ChangeTrace) => unknown])[] = [
  ...COLUMNS.map(([name, type, read]) => [name, type, ({ row }: ChangeTrace) => read(row)] as const),
  ["state", "text", ({ state }) => state],
];
const CHANGE_NAMES = CHANGE_COLUMNS.map(([name]) => name).join(", ");
const AS_TEXTS = CHANGE_COLUMNS.map(([name]) => `${name} text`).join(", ");

/**
 * What all rows have in common (`$1`), and of each what is its own (`$2`), as JSON: most of what the traces of one call say is the same, and
 * the client library takes longer for many values than the database.
 */
const INSERT_IN_TRANSACTION = `insert into trace (${CHANGE_NAMES})
  select ${CHANGE_COLUMNS.map(([name, type]) => `coalesce(own.${name}, common.${name})::${type}`).join(", ")}
  from pg_catalog.json_to_record($1::json) as common (${AS_TEXTS})
  cross join pg_catalog.json_to_recordset($2::json) as own (${AS_TEXTS})`;

/** Inserts the traces of one transaction's changes, in one statement for any number of them: before it commits, where it changes books. */
export async function insertTracesIn(run: RunSql, rows: readonly TraceRow[]): Promise<void> {
  if (rows.length === 0 || noteTraces(run, rows)) return;
  await insertChangeTraces(
    run,
    rows.map((row) => ({ row, state: "" })),
  );
}

/** The same at once. */
export async function insertChangeTraces(run: RunSql, traces: readonly ChangeTrace[]): Promise<void> {
  if (traces.length === 0) return;
  const common: Record<string, string | null> = {};
  const own: Record<string, string | null>[] = traces.map(() => ({}));
  for (const [name, , read] of CHANGE_COLUMNS) {
    const values = traces.map(read);
    const texts = values.every((value) => value === values[0]) ? [toText(values[0])] : values.map(toText);
    if (texts.every((text) => text === texts[0])) common[name] = texts[0] ?? null;
    else for (const [index, text] of texts.entries()) (own[index] as Record<string, string | null>)[name] = text;
  }
  await run(INSERT_IN_TRANSACTION, [JSON.stringify(common), JSON.stringify(own)]);
}

/** JSON has no half of a character, so what somebody has cut in the middle of one becomes what the database makes of it elsewhere. */
function toText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  const text = value instanceof Date ? value.toISOString() : String(value);
  return (text as string & { toWellFormed(): string }).toWellFormed();
}

/** Inserts a trace in the transaction of the change that it records. */
export async function insertTrace(tx: Transaction, row: TraceRow): Promise<void> {
  await insertTracesIn(inTransaction(tx), [row]);
}
