/** Floors I and A: what one durable INSERT of a trace-sized row costs alone, and a row of 64 in one statement, on the product's database. */
import pg from "pg";
import { quantile } from "./load";

const TEXT = "x".repeat(400);

/** @returns median microseconds per statement of one row, and per row at 64 rows a statement */
export async function measureDurableInserts(databaseUrl: string): Promise<{ serial: number; perRowAt64: number }> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query("create table bench_insert (id bigint generated always as identity primary key, body text not null)");
    const measure = async (rows: number, rounds: number) => {
      const values = [Array.from({ length: rows }, () => TEXT)];
      const times: number[] = [];
      for (let round = 0; round < rounds; round++) {
        const started = performance.now();
        await client.query({ name: "bench", text: "insert into bench_insert (body) select * from unnest($1::text[])", values });
        times.push(((performance.now() - started) * 1000) / rows);
      }
      return quantile(
        times.sort((a, b) => a - b),
        0.5,
      );
    };
    return { serial: await measure(1, 1500), perRowAt64: await measure(64, 400) };
  } finally {
    await client.query("drop table if exists bench_insert");
    await client.end();
  }
}
