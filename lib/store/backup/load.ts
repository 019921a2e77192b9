/** Puts what `dump.ts` has read into an empty database. Invariant: all rows are there, or none is. */
import type { Writable } from "node:stream";
import { finished } from "node:stream/promises";
import { from as copyFrom } from "pg-copy-streams";
import { StartError } from "#lib/base/start-error";
import { migrate } from "../database/migrate";
import { withClient } from "../database/with-client";
import { listBackupTables, quoteTable } from "./tables";

export type DatabaseLoad = {
  /** The next part of a table's rows; tables in the order in which they were dumped. */
  put(table: string, columns: readonly string[], part: Buffer): Promise<void>;
};

const IS_EMPTY = `select not exists (select 1 from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname in ('public', 'kms_jobs') and c.relkind in ('r', 'p', 'v', 'm', 'S')
    and not exists (select 1 from pg_depend where classid = 'pg_class'::regclass and objid = c.oid and deptype = 'e')) as is`;

/** No start leaves the tables so: each makes an account first, and says so in a trace. */
const HAS_NO_ROWS = "select not exists (select 1 from account) and not exists (select 1 from trace) as is";

/** One in which a restore ended before any row was there is empty too. @throws StartError where it is not; Error when it does not answer */
export async function requireEmptyDatabase(databaseUrl: string): Promise<void> {
  await withClient(databaseUrl, async (client) => {
    const is = async (question: string) => (await client.query<{ is: boolean }>(question)).rows[0]?.is === true;
    const hasTables = async () => is("select to_regclass('_prisma_migrations') is not null and to_regclass('trace') is not null as is");
    if ((await is(IS_EMPTY)) || ((await hasTables()) && (await is(HAS_NO_ROWS)))) return;
    throw new StartError("The database of DATABASE_URL is not empty: name a new, empty one to restore into.");
  });
}

/**
 * @param ownerUrl of the role that owns the database, which is empty
 * @param migrations those that made the schema of the dump
 * @param work puts all rows
 * @throws DatabaseStartError where the dump is of a newer version
 */
export async function loadDump(
  ownerUrl: string,
  { migrations, sequences }: { readonly migrations: readonly string[]; readonly sequences: Readonly<Record<string, string>> },
  work: (load: DatabaseLoad) => Promise<void>,
): Promise<void> {
  await migrate(ownerUrl, migrations);
  await withClient(ownerUrl, async (client) => {
    const quote = (name: string) => client.escapeIdentifier(name);
    await client.query("begin");
    const tables = await listBackupTables(async (text, values) => (await client.query(text, [...values])).rows);
    // What triggers have written is among the rows.
    const plain = tables.filter(({ name }) => name !== "trace").map(({ name }) => quote(name));
    for (const table of plain) await client.query(`alter table ${table} disable trigger user`);
    for (const { name } of [...tables].reverse()) await client.query(`delete from ${quote(name)}`);
    let open: TableCopy | null = null;
    await work({
      async put(name, columns, part) {
        if (open?.name !== name) {
          await open?.end();
          if (tables.every((table) => table.name !== name))
            throw new StartError(`The backup holds a table "${name}", which is not of its version.`);
          const { table: into, list } = quoteTable(quote, { name, columns });
          open = new TableCopy(name, client.query(copyFrom(`copy ${into} (${list}) from stdin`)));
        }
        await open.write(part);
      },
    });
    await (open as TableCopy | null)?.end();
    for (const [name, last] of Object.entries(sequences)) {
      if (last !== "0") await client.query("select setval(to_regclass($1), $2::bigint)", [quote(name), last]);
    }
    for (const table of plain) await client.query(`alter table ${table} enable trigger user`);
    await client.query("commit");
  });
}

/** Rows on their way into a table. */
class TableCopy {
  readonly name: string;
  readonly #stream: Writable;
  readonly #ended: Promise<void>;

  constructor(name: string, stream: Writable) {
    this.name = name;
    this.#stream = stream;
    this.#ended = finished(stream);
    // Whoever writes or ends is told.
    this.#ended.catch(() => {});
  }

  async write(part: Buffer): Promise<void> {
    const isTaken = new Promise<void>((resolve) => this.#stream.write(part, () => resolve()));
    await Promise.race([isTaken, this.#ended]);
  }

  async end(): Promise<void> {
    this.#stream.end();
    await this.#ended;
  }
}
