/**
 * Floors I and A: what a durable INSERT of one trace costs, and of a trace among 64 in one statement, in a table like the
 * product's own, with its indexes, by the product's own statement, on the product's own database.
 */
import { randomBytes, randomUUID } from "node:crypto";
import pg from "pg";
import { NO_RIGHT } from "#lib/domain/trace";
import { HOT_PLANNING } from "#lib/store/database/pools";
import { insertTraces, type TraceRow } from "#lib/store/traces/traces";
import { quantile } from "./load";

function hex(bytes: number): string {
  return randomBytes(bytes).toString("hex");
}

export type InsertFloors = {
  /** I: median ms of a statement with one row. */
  serial(): Promise<number>;
  /** A: median ms per row of statements with 64 rows. */
  perRowAt64(): Promise<number>;
  close(): Promise<void>;
};

export async function openInsertFloors(databaseUrl: string): Promise<InsertFloors> {
  const setUp = new pg.Client({ connectionString: databaseUrl });
  await setUp.connect();
  await setUp.query("create schema bench; create table bench.trace (like public.trace including all)");
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 1, options: `-c search_path=bench,public ${HOT_PLANNING}` });
  const measure = async (rows: number, rounds: number) => {
    const times: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const batch = Array.from({ length: rows }, () => ({ row: { ...TRACE, requestId: hex(16), time: new Date() }, proof: null }));
      const started = performance.now();
      await insertTraces(pool, batch);
      times.push((performance.now() - started) / rows);
    }
    return quantile(
      times.sort((a, b) => a - b),
      0.5,
    );
  };
  await measure(1, 300);
  await measure(64, 50);
  return {
    serial: () => measure(1, 400),
    perRowAt64: () => measure(64, 80),
    async close() {
      await pool.end();
      await setUp.query("drop schema bench cascade");
      await setUp.end();
    },
  };
}

const TRACE: TraceRow = {
  time: new Date(),
  accountId: hex(16),
  projectId: hex(16),
  callerKind: "user",
  callerId: hex(16),
  callerName: "admin",
  callerAccountId: "",
  accessKey: "",
  ...NO_RIGHT,
  source: "api",
  ip: "127.0.0.1",
  requestId: hex(16),
  traceName: "encryptData",
  resourceType: "cmk",
  resourceId: randomUUID(),
  alias: "bench",
  outcome: "normal",
  errorCode: "",
  details: {},
};
