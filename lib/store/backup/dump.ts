/** Reads the whole database as it is at one moment, while the product works. */
import { to as copyTo } from "pg-copy-streams";
import { LOCKS } from "../database/advisory-lock";
import type { RunSql } from "../database/run-sql";
import { withClient } from "../database/with-client";
import { type BackupTable, listBackupTables, quoteTable } from "./tables";

export type DatabaseDump = {
  /** Names of the migrations that made the schema. */
  readonly migrations: readonly string[];
  readonly tables: readonly BackupTable[];
  /** Last numbers that were drawn, by sequence. */
  readonly sequences: Readonly<Record<string, string>>;
  readonly counts: { readonly keys: number; readonly traces: number };
  /** Generations of domain keys, and versions of the integrity key, without which material cannot be used. */
  readonly domainKeys: readonly number[];
  /** Rows in COPY's text format, in parts of some size. */
  rowsOf(table: BackupTable): AsyncIterable<Buffer>;
};

const SEQUENCES = `select sequencename::text as name, coalesce(last_value, 0)::text as last from pg_sequences where schemaname = 'public'`;
const MIGRATIONS =
  "select migration_name as name from _prisma_migrations where finished_at is not null and rolled_back_at is null order by 1";
const DOMAIN_KEYS = `select domain_key as generation from key_version where wrapped is not null
  union select domain_key from integrity_key order by 1`;

/**
 * @param before what belongs together with the database and is read first: no domain key is made or destroyed until the moment is fixed
 * @throws what `before` and `work` throw; Error when the database does not answer
 */
export async function withDump<B, T>(
  databaseUrl: string,
  before: () => Promise<B>,
  work: (dump: DatabaseDump, before: B) => Promise<T>,
): Promise<T> {
  return withClient(databaseUrl, async (client) => {
    const run: RunSql = async (text, values) => (await client.query(text, [...values])).rows;
    const first = await withClient(databaseUrl, async (holder) => {
      await holder.query("select pg_advisory_lock($1)", [LOCKS.domainKeys]);
      const found = await before();
      await client.query("begin isolation level repeatable read, read only");
      await client.query("select 1");
      return found;
    });
    const tables = await listBackupTables(run);
    const names = await run<{ name: string }>(MIGRATIONS, []);
    const [counted] = await run<{ keys: number; traces: number }>(
      "select (select count(*)::int from cmk) as keys, (select count(*)::int from trace) as traces",
      [],
    );
    const generations = await run<{ generation: number }>(DOMAIN_KEYS, []);
    const drawn = await run<{ name: string; last: string }>(SEQUENCES, []);
    const dump = {
      migrations: names.map(({ name }) => name),
      tables,
      sequences: Object.fromEntries(drawn.map(({ name, last }) => [name, last])),
      counts: counted ?? { keys: 0, traces: 0 },
      domainKeys: generations.map(({ generation }) => generation),
      rowsOf: (table: BackupTable) => {
        const { table: from, list } = quoteTable((name) => client.escapeIdentifier(name), table);
        return client.query(copyTo(`copy (select ${list} from ${from}) to stdout`)) as AsyncIterable<Buffer>;
      },
    };
    return work(dump, first);
  });
}
