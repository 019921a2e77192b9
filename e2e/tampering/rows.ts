/** The rows of a tenant's accounts as whoever owns the database sees them, and as they were before. */
import type pg from "pg";

export type Value = string | number | boolean | null | readonly unknown[] | object;
/** A row as JSON says it. */
export type Data = Readonly<Record<string, Value>>;
export type Row = { readonly table: string; readonly data: Data };
export type Column = { readonly name: string; readonly type: string };
export type Table = { readonly name: string; readonly columns: readonly Column[]; readonly key: readonly string[] };

const OF_ACCOUNTS = "= any($1::text[])";
const USERS = `(select id from iam_user where account_id ${OF_ACCOUNTS})`;
const GROUPS = `(select id from iam_group where account_id ${OF_ACCOUNTS})`;
const KEYS = `(select id from cmk where account_id ${OF_ACCOUNTS})`;

/** Which rows are a tenant's, by its accounts (`$1`). Tokens and sessions of later sign-ins are too many to be interesting. */
const WHERE: Readonly<Record<string, string>> = {
  account: `id ${OF_ACCOUNTS}`,
  project: `account_id ${OF_ACCOUNTS}`,
  iam_user: `account_id ${OF_ACCOUNTS}`,
  iam_group: `account_id ${OF_ACCOUNTS}`,
  group_member: `group_id in ${GROUPS}`,
  role_assignment: `group_id in ${GROUPS}`,
  policy: `account_id ${OF_ACCOUNTS}`,
  access_key: `user_id in ${USERS}`,
  virtual_mfa: `user_id in ${USERS}`,
  recovery_code: `user_id in ${USERS}`,
  passkey: `user_id in ${USERS}`,
  session: `account_id ${OF_ACCOUNTS} and created_at < $2`,
  auth_token: `account_id ${OF_ACCOUNTS} and issued_at < $2`,
  revoked_token: `user_id in ${USERS} or account_id ${OF_ACCOUNTS}`,
  account_iam_revision: `account_id ${OF_ACCOUNTS}`,
  cmk: `account_id ${OF_ACCOUNTS}`,
  key_version: `key_id in ${KEYS}`,
  cmk_grant: `key_id in ${KEYS}`,
  key_alias: `account_id ${OF_ACCOUNTS}`,
  tag: `key_id in ${KEYS}`,
  key_tombstone: `account_id ${OF_ACCOUNTS}`,
  integrity_seal: `split_part(book, '/', 2) in (select unnest($1::text[]) union ${USERS} union ${GROUPS} union ${KEYS}
    union select id from project where account_id ${OF_ACCOUNTS} union select id from policy where account_id ${OF_ACCOUNTS})`,
};
const ALL = Object.entries(WHERE)
  .map(([table, where]) => `select '${table}' as "table", row_to_json(x)::text as data from ${table} x where ${where}`)
  .join(" union all ");

export async function readTables(client: pg.Client): Promise<ReadonlyMap<string, Table>> {
  const { rows } = await client.query<Table>(
    `select c.table_name as name,
       json_agg(json_build_object('name', c.column_name, 'type', c.udt_name) order by c.ordinal_position) as columns,
       (select json_agg(a.attname) from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any(i.indkey)
         where i.indisprimary and i.indrelid = c.table_name::regclass) as key
     from information_schema.columns c where c.table_schema = 'public' and c.table_name = any($1) group by 1`,
    [Object.keys(WHERE)],
  );
  if (rows.length !== Object.keys(WHERE).length) throw new Error("a table is not there");
  return new Map(rows.map((table) => [table.name, table]));
}

/** @param until tokens and sessions that are younger are left out */
export async function readRows(client: pg.Client, accounts: readonly string[], until: Date): Promise<Row[]> {
  const { rows } = await client.query<{ table: string; data: string }>(ALL, [accounts, until]);
  const sorted = rows.sort((one, other) => (one.table + one.data < other.table + other.data ? -1 : 1));
  return sorted.map(({ table, data }) => ({ table, data: JSON.parse(data) }));
}

export function keyOf({ key }: Table, data: Data): string {
  return JSON.stringify(key.map((column) => data[column]));
}

/** Every row that there ever was, as it was each time that somebody looked. */
export class History {
  readonly #versions = new Map<string, Map<string, Row>>();

  constructor(readonly tables: ReadonlyMap<string, Table>) {}

  keep(rows: readonly Row[]): void {
    for (const row of rows) {
      const place = this.#placeOf(row);
      const versions = this.#versions.get(place) ?? new Map<string, Row>();
      versions.set(JSON.stringify(row.data), row);
      this.#versions.set(place, versions);
    }
  }

  /** Versions of rows that are another now, or are no more. */
  past(now: readonly Row[]): Row[] {
    const present = new Set(now.map((row) => this.#placeOf(row) + JSON.stringify(row.data)));
    return [...this.#versions].flatMap(([place, versions]) =>
      [...versions].flatMap(([text, row]) => (present.has(place + text) ? [] : [row])),
    );
  }

  #placeOf({ table, data }: Row): string {
    const found = this.tables.get(table);
    if (found === undefined) throw new Error(`there is no table ${table}`);
    return table + keyOf(found, data);
  }
}
