/**
 * Whoever owns the database writes the rows of a key with plain SQL: each such change is refused at the next use of the key, is told with
 * table and row, and is never made good by a change that the product makes afterwards.
 */
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ApiClient } from "../harness/api-client";
import { sql, sqlAsAttacker, superuserUrl } from "../harness/database";
import { type Product, startProduct } from "../harness/product";
import { runProgram } from "../harness/run-program";
import { makeTenant, type Tenant, tracesOf } from "../harness/tenant";

let product: Product;
let owner: Tenant;
let stranger: Tenant;
let api: ApiClient;
beforeAll(async () => {
  product = await startProduct({ KMS_QUOTA_KEYS: "1000" });
  [owner, stranger] = await Promise.all([makeTenant(product), makeTenant(product)]);
  api = owner.client;
}, 120_000);
afterAll(() => product?.stop());

const attack = (text: string, ...values: unknown[]) => sqlAsAttacker(product.dataDir, text, values);
const encrypt = (keyId: string, client = api) => client.call("encrypt-data", { key_id: keyId, plain_text: "secret" });
const makeGrant = async (keyId: string, grantee: string, operations = ["encrypt-data", "decrypt-data"]) =>
  (await api.call("create-grant", { key_id: keyId, grantee_principal: grantee, operations })).body.grant_id as string;

let made = 0;

/** Two keys with everything that can hang on one. */
async function makeKeys(): Promise<{ key: string; other: string; grant: string }> {
  made += 1;
  const [key, other] = [await api.createKey(`whole-${made}`), await api.createKey(`other-${made}`)];
  for (const id of [key, other]) {
    const alias = JSON.stringify({ key_id: id, alias: `alias/${id}` });
    expect((await api.send("POST", `/v1.0/${api.projectId}/kms/aliases`, alias)).status).toBe(200);
    await api.call("batch-change-keys", { action: "create_tags", key_ids: [id], tags: [{ key: "kept", value: id }] });
    expect((await encrypt(id)).status).toBe(200);
  }
  const grant = await makeGrant(key, stranger.userId);
  await makeGrant(other, owner.userId);
  expect((await encrypt(key)).status).toBe(200);
  return { key, other, grant };
}

async function expectRefused(keyId: string, row: string): Promise<void> {
  // Always asked about: what is guessed of a key that was read before goes on as it was, and as an honest database would have it.
  const reply = await api.call("describe-key", { key_id: keyId });
  expect([reply.status, reply.code]).toEqual([500, "KMS.0102"]);
  const [trace] = await tracesOf(product, reply.headers.get("x-request-id"));
  expect(trace).toMatchObject({ outcome: "incident", error_code: "KMS.0102", details: { altered: expect.stringContaining(row) } });
}

describe("the attack", () => {
  test("of a disabled key that is set to enabled", async () => {
    const { key } = await makeKeys();
    await api.call("disable-key", { key_id: key });
    await attack("update cmk set state = 'enabled' where id = $1", key);
    await expectRefused(key, `cmk ${key} changed`);
  });

  test("of a grant for another account", async () => {
    const { key } = await makeKeys();
    const sealed = (await encrypt(key)).body.cipher_text;
    await attack(
      `insert into cmk_grant (id, key_id, name, grantee, grantee_type, operations, issuer, created_at)
       values ($1, $2, '', $3, 'domain', '{decrypt-data}', $3, now())`,
      "a".repeat(64 - 32) + stranger.accountId,
      key,
      stranger.accountId,
    );
    const other = await makeTenant(product, [], stranger);
    const reply = await other.client.call("decrypt-data", { key_id: key, cipher_text: sealed });
    expect([reply.status, reply.code]).toEqual([500, "KMS.0102"]);
    await expectRefused(key, "cmk_grant");
  });

  test("of a grant that was revoked and is put back", async () => {
    const { key, grant } = await makeKeys();
    await attack("create table if not exists kept_grant as select * from cmk_grant where false");
    await attack("insert into kept_grant select * from cmk_grant where id = $1", grant);
    await api.call("revoke-grant", { key_id: key, grant_id: grant });
    expect((await encrypt(key)).status).toBe(200);
    await attack("insert into cmk_grant select * from kept_grant where id = $1", grant);
    await expectRefused(key, `cmk_grant ${grant} added`);
    expect((await encrypt(key, stranger.client)).code).toBe("KMS.0102");
  });

  test("of a deletion date in the past, an older primary version, a rotation switched off, an expiry put off, a check value set to nothing", async () => {
    for (const change of [
      "scheduled_deletion_at = now() - interval '1 minute', state = 'pendingDeletion'",
      "primary_version = primary_version + 1",
      "material_expires_at = now() + interval '1 year'",
      "replaced_by = id",
    ]) {
      const { key } = await makeKeys();
      await attack(`update cmk set ${change} where id = $1`, key);
      await expectRefused(key, `cmk ${key} changed`);
    }
    const { key } = await makeKeys();
    await attack("update key_version set check_value = '\\x00' where key_id = $1", key);
    await expectRefused(key, "key_version 0 changed");
  });

  test("of an alias that is pointed at the attacker's key: neither key serves any more", async () => {
    const { key, other } = await makeKeys();
    await attack("update key_alias set key_id = $2 where key_id = $1", key, other);
    await expectRefused(key, "key_alias");
    await expectRefused(other, "key_alias");
    expect((await encrypt(`alias/${key}`)).code).toBe("KMS.0102");
  });

  test("of an old row that is put back after a change, with its old seal too", async () => {
    const { key } = await makeKeys();
    await attack("create table if not exists kept_cmk as select * from cmk where false");
    await attack("insert into kept_cmk select * from cmk where id = $1", key);
    await api.call("disable-key", { key_id: key });
    await attack("update cmk c set state = k.state from kept_cmk k where k.id = c.id and c.id = $1", key);
    await expectRefused(key, `cmk ${key} changed`);
  });

  test("of a key that somebody inserts, and of a seal that is removed or another key's", async () => {
    const { key, other } = await makeKeys();
    await attack("delete from integrity_seal where book = 'key/' || $1", key);
    await expectRefused(key, `cmk ${key} added`);
    await attack(
      "insert into integrity_seal select 'key/' || $1, number, rows, mac from integrity_seal where book = 'key/' || $2",
      key,
      other,
    );
    await expectRefused(key, `integrity_seal key/${key} changed`);
  });
});

test("a tombstone that was rewritten is not shown, and none that somebody adds for a key that lives counts", async () => {
  const { key, other } = await makeKeys();
  const client = new pg.Client({ connectionString: superuserUrl(product.dataDir) });
  await client.connect();
  const columns = "account_id, project_id, alias, spec, usage, origin, created_at";
  await client.query(
    `insert into key_tombstone (key_id, ${columns}, requested_by, requested_by_name, scheduled_for, destroyed_at, versions, blobs_destroyed, blobs_left)
     select $1, ${columns}, '', '', now(), now(), '[]', 0, 0 from cmk where id = $1`,
    [key],
  );
  await client.end();
  await expectRefused(key, `key_tombstone ${key} added`);
  const listed = await api.call("list-deleted-keys", { key_id: key });
  expect([listed.status, listed.code]).toEqual([500, "KMS.0102"]);
  expect((await api.call("describe-key", { key_id: other })).status).toBe(200);
});

test("no change of the product makes good what somebody else has written, and the rest of a bulk is done", async () => {
  const { key, other } = await makeKeys();
  await attack("update cmk set rotation_interval = 365, next_rotation_at = now() + interval '9 years' where id = $1", key);
  for (const [verb, input] of [
    ["update-key-description", { key_description: "new" }],
    ["disable-key", {}],
    ["create-grant", { grantee_principal: stranger.userId, operations: ["encrypt-data"] }],
    ["schedule-key-deletion", { pending_days: "7" }],
    ["describe-key", {}],
  ] as const) {
    const reply = await api.call(verb, { key_id: key, ...input });
    expect([verb, reply.code]).toEqual([verb, "KMS.0102"]);
  }
  const bulk = await api.call("batch-change-keys", { action: "disable", key_ids: [key, other] });
  expect(bulk.status).toBe(200);
  expect(JSON.stringify(bulk.body)).toContain("KMS.0102");
  await expectRefused(key, `cmk ${key} changed`);
  expect((await encrypt(other)).code).toBe("KMS.0209");
  await sql(product.dataDir, "update cmk set rotation_interval = null, next_rotation_at = null where id = $1", [key]);
  expect((await encrypt(key)).status).toBe(200);
});

test("what a change of many keys does not look at, it does not make good, and what it knows of them is what they are", async () => {
  const { key, other } = await makeKeys();
  const change = async (action: string) => {
    const { body } = await api.call("batch-change-keys", { action, key_ids: [key, other] });
    return body.results.map(({ error_code }: { error_code: string }) => error_code);
  };
  await attack("update tag set value = 'x' where key_id = $1", key);
  // Twice: the second time the heads are known.
  for (const action of ["disable", "enable", "disable", "enable"]) expect(await change(action)).toEqual(["", ""]);
  await expectRefused(key, "tag kept changed");
  expect((await encrypt(other)).status).toBe(200);
  await attack("update tag set value = key_id where key_id = $1", key);
  expect((await encrypt(key)).status).toBe(200);
  const [seal] = await attack(
    "select encode(mac, 'hex') as mac, number::text as number, rows from integrity_seal where book = $1",
    `key/${key}`,
  );
  expect(await change("disable")).toEqual(["", ""]);
  await attack("update cmk set state = 'enabled' where id = $1", key);
  expect(await change("disable")).toEqual(["KMS.0102", "KMS.1301"]);
  await attack("update cmk set state = 'disabled' where id = $1", key);
  // A seal that was put back under rows that are as they were sealed later.
  await attack(
    "update integrity_seal set mac = decode($2, 'hex'), number = $3::bigint, rows = $4 where book = $1",
    `key/${key}`,
    seal?.mac,
    seal?.number,
    seal?.rows,
  );
  expect(await change("enable")).toEqual(["KMS.0102", ""]);
  await attack("delete from integrity_seal where book = $1", `key/${key}`);
  expect(await change("disable")).toEqual(["KMS.0102", ""]);
});

test("an honest repair is accepted by two Security Administrators with their passwords, and by nobody else", async () => {
  const administrator = () => makeTenant(product, ["KMS Administrator", "Security Administrator"], owner);
  const [first, second, other] = [await administrator(), await administrator(), await makeTenant(product, ["KMS Administrator"], owner)];
  const everywhere =
    "update role_assignment set project_id = null, scope = 'account' where role = 'Security Administrator' and project_id = $1";
  await sql(product.dataDir, everywhere, [owner.projectId]);
  const { key } = await makeKeys();
  const accept = (typed: string, row = key, ...more: string[]) =>
    runProgram(
      "dist/admin.js",
      ["integrity", "accept", row, "--reason", "put right by hand", ...more],
      { KMS_DATA_DIR: product.dataDir },
      typed,
    );
  const answers = (...people: [Tenant, string?][]) =>
    people.map(([{ account, userName, password }, other]) => `${account}/${userName}\n${other ?? password}\n`).join("");
  const both = answers([first], [second]);
  expect((await accept(both)).stderr).toContain("there is nothing to accept");
  await attack("update cmk set description = 'repaired' where id = $1", key);
  await expectRefused(key, `cmk ${key} changed`);
  for (const [typed, said] of [
    [answers([first], [first]), "Two different Security Administrators"],
    [answers([first], [second, "wrong-password"]), "Two different Security Administrators"],
    [answers([first], [other]), "Two different Security Administrators"],
    [answers([first]), "Two Security Administrators are needed"],
    ["nobody\nx\n", "is no ACCOUNT/USER"],
  ] as const) {
    const refused = await accept(typed);
    expect([refused.code, refused.stdout, refused.stderr]).toEqual([1, "", expect.stringContaining(said)]);
  }
  await expectRefused(key, `cmk ${key} changed`);
  const done = await accept(both);
  expect([done.code, JSON.parse(done.stdout)]).toEqual([0, { key_id: key, accepted: `cmk ${key} changed`, reason: "put right by hand" }]);
  expect((await encrypt(key)).status).toBe(200);
  expect(done.stderr).not.toContain(first.password);
  const traces = await sql(
    product.dataDir,
    "select outcome, details from trace where trace_name = 'acceptIntegrity' and resource_id = $1",
    [key],
  );
  expect(traces).toMatchObject([
    { outcome: "warning", details: { reason: "put right by hand", by: `${first.userName}, ${second.userName}` } },
  ]);
  await attack("update iam_user set description = 'repaired' where id = $1", other.userId);
  expect((await encrypt(key, other.client)).code).toBe("KMS.0102");
  const user = await accept(both, `user/${other.userId}`);
  expect([user.code, JSON.parse(user.stdout)]).toMatchObject([
    0,
    { row: `user/${other.userId}`, accepted: `iam_user ${other.userId} changed` },
  ]);
  expect((await encrypt(key, other.client)).status).toBe(200);
}, 120_000);

test("the command looks at every row, says how many there are, and names each that is not the product's; the metric counts", async () => {
  const kms = await startProduct();
  try {
    const tenant = await makeTenant(kms);
    const ids = [await tenant.client.createKey("one"), await tenant.client.createKey("two")];
    const check = () => runProgram("dist/admin.js", ["integrity", "check"], { KMS_DATA_DIR: kms.dataDir });
    const sound = await check();
    expect(sound).toMatchObject({ code: 0, stderr: "" });
    expect(sound.stdout).toMatch(/^\d{2} rows, all as the product has written them\n$/);
    await sqlAsAttacker(kms.dataDir, "insert into tag (key_id, key, value) values ($1, E'\\u001b[31m\\n', 'x')", [ids[0]]);
    await sqlAsAttacker(kms.dataDir, "update cmk set description = 'x' where id = $1", [ids[1]]);
    const { code, stdout } = await check();
    expect(code).toBe(1);
    expect(stdout.split("\n").sort()).toEqual(
      ["", `key ${ids[0]}: tag "\\u001b[31m\\n" added`, `key ${ids[1]}: cmk ${ids[1]} changed`].sort(),
    );
    await tenant.client.call("describe-key", { key_id: ids[1] });
    const metrics = await (await fetch(`${kms.apiUrl}/metrics`)).text();
    expect(Number(/^kms_integrity_refusals_total (\d+)$/m.exec(metrics)?.[1])).toBeGreaterThan(0);
    await sqlAsAttacker(kms.dataDir, "delete from cmk where id = $1", [ids[1]]);
    expect((await check()).stdout).toContain(`cmk ${ids[1]} removed`);
  } finally {
    await kms.stop();
  }
}, 120_000);
