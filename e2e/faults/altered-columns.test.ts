/**
 * Whatever column of whatever table somebody who owns the database writes: either the next use that it would influence is refused, or the
 * column decides nothing and says why in `harmless-columns.ts`. A column that is new is in neither, and fails.
 */
import type pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Reply } from "../harness/api-client";
import { connect, sql } from "../harness/database";
import { GONE, HARMLESS, OTHER_VALUES, otherValue } from "../harness/harmless-columns";
import { type Product, startProduct } from "../harness/product";
import { runProgram } from "../harness/run-program";
import { makeAccessKey, SignedClient } from "../harness/signed-client";
import { makeTenant, sha256, type Tenant } from "../harness/tenant";
import { hexId } from "../harness/town";

type Use = "call" | "signed" | "granted" | "deleted";
type Row = Record<string, unknown>;
/** A row of each table that is sealed, by the column and the value that find it, and what rests on it. */
type Place = readonly [column: string, value: string, ...uses: Use[]];
type House = {
  readonly tenant: Tenant;
  readonly places: Readonly<Record<string, Place>>;
  readonly uses: Readonly<Record<Use, () => Promise<Reply>>>;
};

let product: Product;
/** On this connection no trigger fires, and no row needs another. */
let attacker: pg.Client;
let house: House;
let twin: House;
beforeAll(async () => {
  product = await startProduct({ KMS_QUOTA_KEYS: "1000" });
  attacker = await connect(product.dataDir);
  const [one, other] = [await makeTenant(product), await makeTenant(product)];
  [house, twin] = [await makeHouse(one, other), await makeHouse(other, one)];
  await attacker.query("set session_replication_role = replica");
}, 120_000);
afterAll(async () => {
  await attacker?.end();
  await product?.stop();
});

const query = async <T extends object = Row>(text: string, ...values: unknown[]) => (await attacker.query<T & Row>(text, values)).rows;
const honest = (text: string, ...values: unknown[]) => sql(product.dataDir, text, values);

/** An account with all that there can be in one. @param guest to whom its key is granted */
async function makeHouse(tenant: Tenant, guest: Tenant): Promise<House> {
  const { client, userId, accountId, projectId } = tenant;
  const key = await client.createKey("house");
  const [policy, device, gone] = [hexId(), hexId(), crypto.randomUUID()];
  await client.call("create-grant", { key_id: key, grantee_principal: guest.userId, operations: ["describe-key"] });
  await client.send("POST", `/v1.0/${projectId}/kms/aliases`, JSON.stringify({ key_id: key, alias: `alias/${hexId()}` }));
  await client.call("batch-change-keys", { action: "create_tags", key_ids: [key], tags: [{ key: "kept", value: accountId }] });
  const accessKey = await makeAccessKey(product, tenant);
  const [{ group_id: group } = {} as Row] = await honest("select group_id from group_member where user_id = $1", userId);
  const [{ id: token, session_id: session } = {} as Row] = await honest(
    "select id, session_id from auth_token where hash = $1",
    sha256(client.token),
  );
  const document = JSON.stringify({ Version: "1.1", Statement: [{ Effect: "Allow", Action: ["kms:cmk:get"] }] });
  await honest("update iam_user set default_project_id = $1 where id = $2", projectId, userId);
  await honest(
    `insert into policy (id, account_id, name, display_name, type, description, document, created_at, updated_at)
     values ($1, $2, $1, $1, 'XA', '', $3, now(), now())`,
    ...[policy, accountId, document],
  );
  await honest("update role_assignment set policy_id = $1, role = '' where group_id = $2", policy, group);
  await honest(
    "insert into role_assignment (id, group_id, role, scope) values ($1, $2, 'KMS Administrator', 'allProjects')",
    policy,
    group,
  );
  await honest("insert into virtual_mfa (user_id, name, seed, created_at) values ($1, 'phone', $2, now())", userId, sha256(device));
  await honest("insert into recovery_code (user_id, hash, created_at) values ($1, $2, now())", userId, sha256(device));
  await honest(
    `insert into passkey (id, user_id, name, credential_id, public_key, counter, rp_id, transports, created_at)
     values ($1, $2, 'laptop', $3, $3, 1, 'localhost', '{usb}', now())`,
    ...[device, userId, sha256(device)],
  );
  await honest("insert into revoked_token (id, user_id, until) values ($1, $2, now() + interval '1 day')", device, userId);
  await honest(
    `insert into key_tombstone (key_id, account_id, project_id, alias, spec, usage, origin, created_at, requested_by, requested_by_name,
       requested_at, scheduled_for, destroyed_at, versions, blobs_destroyed, blobs_left)
     select $1, account_id, project_id, alias, spec, usage, origin, created_at, $2, '', now(), now(), now(), '[]', 1, 0 from cmk where id = $3`,
    ...[gone, userId, key],
  );
  const uses = {
    call: () => client.call("describe-key", { key_id: key }),
    signed: () => new SignedClient(product.apiUrl, accessKey, projectId).call("describe-key", { key_id: key }),
    granted: () => guest.client.call("describe-key", { key_id: key }),
    deleted: () => client.call("list-deleted-keys", { key_id: gone }),
  };
  const ofCaller = ["call", "signed"] as const;
  const ofKey = ["call", "granted"] as const;
  const places: Record<string, Place> = {
    cmk: ["id", key, ...ofKey],
    key_version: ["key_id", key, ...ofKey],
    cmk_grant: ["key_id", key, ...ofKey],
    key_alias: ["key_id", key, ...ofKey],
    tag: ["key_id", key, ...ofKey],
    key_tombstone: ["key_id", gone, "deleted"],
    integrity_seal: ["book", `user/${userId}`, ...ofCaller],
    account: ["id", accountId, ...ofCaller],
    project: ["id", projectId, ...ofCaller, "granted"],
    iam_user: ["id", userId, ...ofCaller],
    group_member: ["user_id", userId, ...ofCaller],
    iam_group: ["id", String(group), ...ofCaller],
    role_assignment: ["policy_id", policy, ...ofCaller],
    policy: ["id", policy, ...ofCaller],
    auth_token: ["id", String(token), "call"],
    session: ["id", String(session), "call"],
    access_key: ["access", accessKey.access, ...ofCaller],
    virtual_mfa: ["user_id", userId, ...ofCaller],
    recovery_code: ["user_id", userId, ...ofCaller],
    passkey: ["id", device, ...ofCaller],
    revoked_token: ["id", device, ...ofCaller],
  };
  return { tenant, places, uses };
}

/** What each use that rests on the row answers: its code, or "done". */
async function askAll(table: string, of = house): Promise<string[]> {
  const [, , ...uses] = of.places[table] as Place;
  return Promise.all(uses.map(async (use) => codeOf(await of.uses[use]())));
}
const codeOf = (reply: Reply) =>
  reply.status === 200 ? (reply.body.deleted_keys?.length === 0 ? "nothing" : "done") : reply.code || String(reply.status);

type Column = { readonly table: string; readonly column: string; readonly type: string };
/** Of each table: its primary columns, those by which else a row is the only one, and those that name a row of another table. */
let keysOf: ReadonlyMap<string, readonly string[]>;
let uniqueOf: ReadonlyMap<string, readonly string[]>;
let namesOf: ReadonlyMap<string, readonly string[]>;

/** A part of a table has the columns of the table. */
const COLUMNS = `select case n.nspname when 'public' then '' else n.nspname || '.' end || c.relname as table, i.column_name as column,
    i.data_type as type from information_schema.columns i join pg_namespace n on n.nspname = i.table_schema
  join pg_class c on c.relnamespace = n.oid and c.relname = i.table_name and not c.relispartition and c.relkind in ('r', 'p')
  where n.nspname in ('public', 'kms_jobs') order by 1, i.ordinal_position`;
const INDEXES = `select c.relname as table, i.indisprimary as "isPrimary", n.relname as name, array_agg(a.attname::text) as columns
  from pg_index i join pg_class c on c.oid = i.indrelid join pg_class n on n.oid = i.indexrelid
  join pg_attribute a on a.attrelid = c.oid and a.attnum = any(i.indkey)
  where i.indisunique and c.relnamespace = 'public'::regnamespace and not c.relispartition and c.relkind = 'r' group by 1, 2, 3`;
const REFERENCES = `select k.conrelid::regclass::text as table, array_agg(a.attname::text) as columns from pg_constraint k
  join pg_attribute a on a.attrelid = k.conrelid and a.attnum = any(k.conkey) where k.contype = 'f' group by 1`;
const CHECKS = `select format('alter table %s drop constraint %I', conrelid::regclass, conname) as drop from pg_constraint
  where contype in ('c', 'u') and connamespace = 'public'::regnamespace and coninhcount = 0`;

/** An owner is bound by no rule of the tables. */
async function dropRules(): Promise<void> {
  const indexes = await query<{ table: string; isPrimary: boolean; name: string; columns: string[] }>(INDEXES);
  const byTable = (all: typeof indexes) =>
    new Map(all.map(({ table }) => [table, all.filter((one) => one.table === table).flatMap(({ columns }) => columns)]));
  keysOf = byTable(indexes.filter(({ isPrimary }) => isPrimary));
  uniqueOf = byTable(indexes.filter(({ isPrimary }) => !isPrimary));
  namesOf = new Map((await query<{ table: string; columns: string[] }>(REFERENCES)).map(({ table, columns }) => [table, columns]));
  for (const { drop } of await query<{ drop: string }>(CHECKS)) await query(drop);
  for (const { name } of indexes.filter(({ isPrimary }) => !isPrimary)) await query(`drop index if exists ${name}`);
}

/** A row as text, so that it can be put back as it was to the letter. */
async function rowAt(table: string, [column, value]: Place): Promise<string> {
  const [found] = await query<{ row: string }>(`select to_json(t)::text as row from ${table} t where ${column} = $1`, value);
  if (found === undefined) throw new Error(`there is no row of ${table}`);
  return found.row;
}
const isRow = (table: string) =>
  (keysOf.get(table) ?? []).map((column) => `t.${column} = (json_populate_record(null::${table}, $1::json)).${column}`).join(" and ");
const remove = (table: string, row: string) => query(`delete from ${table} t where ${isRow(table)}`, row);
const put = (table: string, row: string) => query(`insert into ${table} select * from json_populate_record(null::${table}, $1::json)`, row);
const write = async (table: string, row: string, column: string, value: string): Promise<string[]> =>
  (
    await query<{ row: string }>(
      `update ${table} t set ${column} = ${value} where ${isRow(table)} and ${column}::text is distinct from (${value})::text returning to_json(t)::text as row`,
      row,
    )
  ).map((changed) => changed.row);

/** SQL: what a row says in a column. */
const cellOf = (table: string, row: string, column: string) =>
  `(json_populate_record(null::${table}, '${row.replaceAll("'", "''")}')).${column}`;

const wrong: string[] = [];

/** The first use is enough: each of the others failed by the same rows. */
async function expectGood(name: string, table: string): Promise<void> {
  const [, , first] = house.places[table] as Place;
  const answer = codeOf(await house.uses[first as Use]());
  if (answer !== "done") wrong.push(`${name}: not good again: ${answer}`);
}

/** Makes a change, asks, and puts the rows back. @param change what it has written; nothing where nothing was changed by it */
async function attack(name: string, table: string, change: (own: string, others: string) => Promise<string[]>): Promise<void> {
  const [own, others] = [await rowAt(table, house.places[table] as Place), await rowAt(table, twin.places[table] as Place)];
  const written = await change(own, others);
  const answers = await askAll(table);
  for (const row of new Set([...written, own, others])) await remove(table, row);
  for (const row of [own, others]) await put(table, row);
  if (written.length > 0) judge(name, answers);
  await expectGood(name, table);
}

/** The product changes the column, and somebody puts it back as it was. */
async function putBack(name: string, { table, column }: Column, value: string): Promise<void> {
  const own = await rowAt(table, house.places[table] as Place);
  const here = isRow(table).replaceAll("$1", `'${own.replaceAll("'", "''")}'`);
  const old = cellOf(table, own, column);
  await honest(`update ${table} t set ${column} = ${value} where ${here}`);
  const written = await write(table, own, column, old);
  const answers = await askAll(table);
  await honest(`update ${table} t set ${column} = ${old} where ${here}`);
  if (written.length === 0) wrong.push(`${name}: was not changed before`);
  judge(`${name}: an older value`, answers);
  await expectGood(name, table);
}

const WRITTEN_ONCE = ["key_tombstone", "integrity_seal"];

/** What was copied and that nothing rests on yet: only the command tells it. */
const copied: string[] = [];

/** Inserts a copy with keys of its own. */
async function copy(table: string): Promise<void> {
  const [own, others] = [await rowAt(table, house.places[table] as Place), await rowAt(table, twin.places[table] as Place)];
  const row = JSON.parse(own) as Row;
  const [keys, names] = [keysOf.get(table) ?? [], namesOf.get(table) ?? []];
  const free = keys.filter((key) => !names.includes(key));
  // A member is one of a group that there is; of what each user has one, there can be no second.
  const moved = free.length > 0 ? [] : keys.filter((key) => key !== house.places[table]?.[0]);
  if (free.length + moved.length === 0) return;
  for (const key of moved) row[key] = (JSON.parse(others) as Row)[key];
  for (const key of new Set([...free, ...(uniqueOf.get(table) ?? [])].filter((each) => !names.includes(each)))) {
    const value = row[key];
    row[key] =
      typeof value === "number"
        ? value + 1
        : String(value).startsWith("\\x")
          ? `\\x${hexId()}${hexId()}`
          : `${String(value).split("/")[0]}/${hexId()}`;
  }
  const text = JSON.stringify(row);
  await put(table, text);
  const answers = await askAll(table);
  if (answers.every((answer) => answer === "done")) copied.push(`${table} ${free.map((key) => row[key]).join("/")} `);
  else {
    await remove(table, text);
    judge(`${table}: copied`, answers);
  }
}

function judge(name: string, answers: readonly string[]): void {
  const isGone = GONE[name.split(":")[0] as string] !== undefined || name.endsWith(": removed");
  if (answers.includes("done") || (!isGone && !answers.includes("KMS.0102"))) wrong.push(`${name}: ${answers}`);
}

test("each column of each table", async () => {
  const columns = await query<Column>(COLUMNS);
  await dropRules();
  const left = new Set([...Object.keys(HARMLESS), ...Object.keys(GONE), ...Object.keys(OTHER_VALUES)]);
  const tables = new Set(columns.map(({ table }) => table));
  for (const { table, column, type } of columns) {
    const name = `${table}.${column}`;
    if (GONE[name] !== undefined || OTHER_VALUES[name] !== undefined) left.delete(name);
    if (HARMLESS[name] !== undefined || HARMLESS[table] !== undefined) {
      left.delete(name);
      left.delete(table);
      continue;
    }
    const [place, other] = [house.places[table], twin.places[table]];
    const value = otherValue({ table, column, type });
    if (place === undefined || other === undefined || value === null) {
      wrong.push(`${name}: neither tried nor harmless`);
      continue;
    }
    const isLasting = keysOf.get(table)?.includes(column) || namesOf.get(table)?.includes(column);
    if (!isLasting && column !== "seal" && !WRITTEN_ONCE.includes(table)) await putBack(name, { table, column, type }, value);
    await attack(`${name}: another value`, table, (own) => write(table, own, column, value));
    await attack(`${name}: another row's`, table, async (own, others) => {
      // No table has two rows of one key.
      if (keysOf.get(table)?.includes(column)) await remove(table, others);
      return write(table, own, column, cellOf(table, others, column));
    });
  }
  for (const table of Object.keys(house.places)) {
    expect(tables).toContain(table);
    await attack(`${table}: removed`, table, async (own) => {
      await remove(table, own);
      return [own];
    });
  }
  for (const table of Object.keys(house.places)) await copy(table);
  const { stdout } = await runProgram("dist/admin.js", ["integrity", "check"], { KMS_DATA_DIR: product.dataDir });
  for (const row of copied) if (!stdout.includes(row)) wrong.push(`${row}: copied, and not named`);
  expect(wrong).toEqual([]);
  expect([...left]).toEqual([]);
}, 180_000);
