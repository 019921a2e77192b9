/** `state export` says of every row what its book says, by its meaning, and of no secret of anybody's more than the digest. */
import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sql, sqlAsAttacker } from "../harness/database";
import { type Product, startProduct } from "../harness/product";
import { runProgram } from "../harness/run-program";
import { makeAccessKey } from "../harness/signed-client";
import { makeTenant, sha256, type Tenant } from "../harness/tenant";
import { hexId } from "../harness/town";

type Row = { readonly table: string; readonly row: string; readonly meaning?: string; readonly digest?: string };
type Book = { readonly book: string; readonly number: string; readonly rows: readonly Row[] };

/** Tables whose rows hold what nobody else may know, or what somebody could be found by. */
const SECRET = ["access_key", "passkey", "recovery_code", "virtual_mfa"];
const SHOWN = ["account", "cmk", "cmk_grant", "group_member", "iam_group", "key_alias", "key_tombstone", "key_version", "policy"];
const MORE_SHOWN = ["project", "revoked_token", "role_assignment", "tag"];

let product: Product;
let tenant: Tenant;
beforeAll(async () => {
  product = await startProduct({ KMS_WORKERS: "1" });
  tenant = await makeTenant(product);
  await fill(tenant);
}, 120_000);
afterAll(() => product?.stop());

const honest = (text: string, ...values: unknown[]) => sql(product.dataDir, text, values);

/** A row of each table that is sealed. */
async function fill({ client, userId, accountId, projectId }: Tenant): Promise<void> {
  const key = await client.createKey("house");
  await client.call("create-grant", { key_id: key, grantee_principal: (await makeTenant(product)).userId, operations: ["describe-key"] });
  await client.send("POST", `/v1.0/${projectId}/kms/aliases`, JSON.stringify({ key_id: key, alias: `alias/${hexId()}` }));
  await client.call("batch-change-keys", { action: "create_tags", key_ids: [key], tags: [{ key: "kept", value: accountId }] });
  await makeAccessKey(product, tenant);
  const id = hexId();
  await honest(
    `insert into policy (id, account_id, name, display_name, type, description, document, created_at, updated_at)
     values ($1, $2, $1, $1, 'XA', '', '{"Version":"1.1","Statement":[]}', now(), now())`,
    ...[id, accountId],
  );
  await honest("insert into virtual_mfa (user_id, name, seed, created_at) values ($1, 'phone', $2, now())", userId, sha256(`seed ${id}`));
  await honest("insert into recovery_code (user_id, hash, created_at) values ($1, $2, now())", userId, sha256(`code ${id}`));
  await honest(
    `insert into passkey (id, user_id, name, credential_id, public_key, counter, rp_id, transports, created_at)
     values ($1, $2, 'laptop', $3, $4, 1, 'localhost', '{usb}', now())`,
    ...[id, userId, sha256(`credential ${id}`), sha256(`public ${id}`)],
  );
  await honest("insert into revoked_token (id, user_id, until) values ($1, $2, now() + interval '1 day')", id, userId);
  await honest(
    `insert into session (id, user_id, account_id, source, created_at, last_used_at, ip, agent, is_mfa_present, idle_until, expires_at)
     values ($1, $2, $3, 'console', now(), now(), '192.0.2.7', 'a browser', false, now() + interval '1 day', now() + interval '1 day')`,
    ...[hexId(), userId, accountId],
  );
  await honest(
    `insert into key_tombstone (key_id, account_id, project_id, alias, spec, usage, origin, created_at, requested_by, requested_by_name,
       requested_at, scheduled_for, destroyed_at, versions, blobs_destroyed, blobs_left)
     select $1, account_id, project_id, alias, spec, usage, origin, created_at, $2, '', now(), now(), now(), '[]', 1, 0 from cmk where id = $3`,
    ...[crypto.randomUUID(), userId, key],
  );
}

async function exportState(): Promise<{ readonly text: string; readonly first: object; readonly books: Book[]; readonly last: object }> {
  const { code, stdout, stderr } = await runProgram("dist/admin.js", ["state", "export"], { KMS_DATA_DIR: product.dataDir });
  expect([code, stderr]).toEqual([0, ""]);
  const [first, ...rest] = stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  return { text: stdout, first, books: rest.slice(0, -1), last: rest.at(-1) };
}

const digestOf = ({ meaning, digest }: Row) =>
  digest ??
  createHash("sha256")
    .update(meaning ?? "")
    .digest("base64");

test("each book that is sealed is there with its number and each of its rows, whose digests are those of the seal", async () => {
  const { first, books, last } = await exportState();
  expect(first).toEqual({ format: "kms-state/1", settled: expect.stringMatching(/^[1-9]\d*$/) });
  expect(last).toEqual({ books: books.length });
  expect(new Set(books.map(({ book }) => book)).size).toBe(books.length);
  const seals = await sqlAsAttacker<{ book: string; number: string; rows: string }>(
    product.dataDir,
    "select book, number::text, rows from integrity_seal",
  );
  const told = books.map(({ book, number, rows }) => ({
    book,
    number,
    rows: rows.map((one) => `${one.table} ${JSON.stringify(one.row)} ${digestOf(one)}`).join("\n"),
  }));
  const byBook = (one: { book: string }, other: { book: string }) => (one.book < other.book ? -1 : 1);
  expect(told.sort(byBook)).toEqual([...seals].sort(byBook));
  const tables = books.flatMap(({ rows }) => rows.map(({ table }) => table));
  expect([...new Set(tables)].sort()).toEqual([...SECRET, ...SHOWN, ...MORE_SHOWN, "iam_user"].sort());
});

test("of no secret of anybody's there is more than a digest, and all else is in clear", async () => {
  const { text, books } = await exportState();
  for (const { table, row, meaning, digest } of books.flatMap(({ rows }) => rows)) {
    if (SECRET.includes(table)) expect({ table, row, meaning }).toEqual({ table, row, meaning: undefined });
    else if (table !== "iam_user") expect({ table, row, meaning }).toEqual({ table, row, meaning: expect.stringMatching(/^\[.*\]$/) });
    expect([meaning, digest].filter((each) => each !== undefined)).toHaveLength(1);
  }
  const secrets = await sqlAsAttacker<{ secret: string | null }>(
    product.dataDir,
    `select password_hash as secret from iam_user where password_hash <> '' union select encode(secret, 'hex') from access_key
     union select encode(seed, 'hex') from virtual_mfa union select encode(hash, 'hex') from auth_token
     union select encode(credential_id, 'hex') from passkey union select encode(public_key, 'hex') from passkey
     union select ip from session union select agent from session union select encode(wrapped, 'hex') from key_version
     union select encode(mac, 'hex') from integrity_seal union select encode(binding_mac, 'hex') from key_version`,
  );
  const known = secrets.map(({ secret }) => secret).filter((secret) => secret !== null && secret !== "");
  expect(known.length).toBeGreaterThan(10);
  const bare = text.toLowerCase();
  for (const secret of known) expect(bare).not.toContain(String(secret).toLowerCase());
  for (const secret of [tenant.password, tenant.client.token, product.adminPassword]) expect(text).not.toContain(secret);
});

test("a row that somebody else has written is told as it is, so that it does not follow", async () => {
  await sqlAsAttacker(product.dataDir, "update iam_group set description = 'by other hands' where account_id = $1", [tenant.accountId]);
  const { books } = await exportState();
  const [group] = books.filter(({ rows }) => rows.some(({ meaning }) => meaning?.includes("by other hands")));
  const [seal] = await sqlAsAttacker<{ rows: string }>(product.dataDir, "select rows from integrity_seal where book = $1", [group?.book]);
  expect(seal?.rows).not.toContain(digestOf(group?.rows[0] as Row));
});
