/**
 * Floors I and A: what a durable INSERT of one trace costs, and of a trace among 64 in one statement, in a table like the
 * product's own, with its indexes, by the product's own statement, on the product's own database.
 */
import { randomBytes, randomUUID } from "node:crypto";
import pg from "pg";
import { insertTraces, type TraceRow } from "#lib/store/traces";
import { quantile } from "./load";

const hex = (bytes: number) => randomBytes(bytes).toString("hex");

/** @returns median ms per statement of one row, and per row at 64 rows a statement */
export async function measureDurableInserts(databaseUrl: string): Promise<{ serial: number; perRowAt64: number }> {
  const setUp = new pg.Client({ connectionString: databaseUrl });
  await setUp.connect();
  await setUp.query("create schema bench; create table bench.trace (like public.trace including all)");
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 1, options: "-c search_path=bench,public" });
  const trace: TraceRow = {
    time: new Date(),
    accountId: hex(16),
    projectId: hex(16),
    callerKind: "user",
    callerId: hex(16),
    callerName: "admin",
    callerAccountId: "",
    accessKey: "",
    grantId: "",
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
  const measure = async (rows: number, rounds: number) => {
    const times: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const batch = Array.from({ length: rows }, () => ({ row: { ...trace, requestId: hex(16), time: new Date() }, proof: null }));
      const started = performance.now();
      await insertTraces(pool, batch);
      times.push((performance.now() - started) / rows);
    }
    return quantile(
      times.sort((a, b) => a - b),
      0.5,
    );
  };
  try {
    await measure(64, 50);
    return { serial: await measure(1, 1500), perRowAt64: await measure(64, 300) };
  } finally {
    await pool.end();
    await setUp.query("drop schema bench cascade");
    await setUp.end();
  }
}
