/** Rows of the audit trail. Append-only: this room has no function that changes or removes one, and a trigger refuses both. */
import type pg from "pg";
import type { Transaction } from "./open";

export type TraceOutcome = "normal" | "warning" | "incident";

/** One row as it is inserted; the database numbers it. Text fields are "" where there is nothing to say. */
export type TraceRow = {
  readonly time: Date;
  readonly accountId: string;
  readonly projectId: string | null;
  readonly callerKind: string;
  readonly callerId: string;
  readonly callerName: string;
  readonly source: string;
  readonly ip: string;
  readonly requestId: string;
  readonly traceName: string;
  readonly resourceType: string;
  readonly resourceId: string;
  readonly alias: string;
  readonly outcome: TraceOutcome;
  readonly errorCode: string;
  /** Settings of the call without secrets. */
  readonly details: Readonly<Record<string, string | number | boolean>>;
  /** The caller's own account where the key belongs to another. */
  readonly callerAccountId: string;
  /** Access key that signed the request. */
  readonly accessKey: string;
  /** Grant that allowed the call. */
  readonly grantId: string;
};

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
];

const INSERT = `insert into trace (${COLUMNS.map(([name]) => name).join(", ")})
  select * from unnest(${COLUMNS.map(([, type], index) => `$${index + 1}::${type}[]`).join(", ")})`;

/** Inserts all rows in one durable statement, or none. The statement is the same for any number of rows, so it stays prepared. */
export async function insertTraces(pool: pg.Pool, rows: readonly TraceRow[]): Promise<void> {
  const values = COLUMNS.map(([, , read]) => rows.map(read));
  await pool.query({ name: "insert-traces", text: INSERT, values });
}

/** Inserts a trace in the transaction of the change that it records. */
export async function insertTrace(tx: Transaction, row: TraceRow): Promise<void> {
  await tx.trace.create({ data: { ...row } });
}
