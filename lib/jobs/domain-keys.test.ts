/**
 * The life of domain keys, on a clock that is moved by hand: what they wrap goes on working, and what was destroyed under them does not
 * come back, whatever somebody does to the database.
 */
import { createPublicKey, publicEncrypt, randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readWrappedUnder, storeRewrapped } from "#lib/store/installation/rewrap";
import { learnIntegrityKeys } from "#lib/usecases/domain-key/integrity-key";
import { rollDomainKey } from "#lib/usecases/domain-key/roll";
import { connect, sql } from "../../e2e/harness/database";
import { type InProcess, startInProcess } from "../../e2e/harness/in-process";
import { learnKeys } from "./learn-keys";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const START = new Date("2027-01-01T00:00:00Z");
const KEEP_DAYS = 35;

let kms: InProcess;
let numbered = 0;
beforeAll(async () => {
  kms = await startInProcess(START);
}, 120_000);
afterAll(() => kms.stop());

async function createKey(more: object = {}): Promise<string> {
  numbered += 1;
  return (await kms.call("create-key", { key_alias: `key-${numbered}`, ...more })).body.key_info.key_id;
}
const encrypt = async (key_id: string, plain_text: string) =>
  (await kms.call("encrypt-data", { key_id, plain_text })).body.cipher_text as string;
const decrypt = async (cipher_text: string) => {
  const { body, code } = await kms.call("decrypt-data", { cipher_text });
  return body.plain_text ?? code;
};
const tend = () => kms.jobs.run("domainKeys");
const roll = async () => (await rollDomainKey(kms.tools, { systemUser: "tester", now: kms.clock.now() })).domainKey;
const domainKeysOf = async (keyId: string) =>
  (await sql<{ domain_key: number }>(kms.dataDir, "select domain_key from key_version where key_id = $1 order by version", [keyId])).map(
    (row) => row.domain_key,
  );
const recordOf = async (generation: number) => (await sql(kms.dataDir, "select * from domain_key where generation = $1", [generation]))[0];
const tracesOf = async (name: string, id: number) =>
  sql(kms.dataDir, "select caller_kind, caller_name, account_id, details from trace where trace_name = $1 and resource_id = $2", [
    name,
    String(id),
  ]);
const newest = () => Math.max(...kms.tools.hsm.listDomainKeys());
async function destroyRetired(): Promise<void> {
  kms.clock.pass(KEEP_DAYS * DAY);
  await tend();
  kms.clock.pass(MINUTE);
  await tend();
}

describe("a roll", () => {
  test("makes a domain key for what comes, and everything that was wrapped before is re-wrapped and works, before and after", async () => {
    const specs = ["AES_256", "HMAC_256", "EC_P256"] as const;
    const usage = { AES_256: "ENCRYPT_DECRYPT", HMAC_256: "GENERATE_VERIFY_MAC", EC_P256: "SIGN_VERIFY" };
    const [aes, mac, pair] = (await Promise.all(specs.map((key_spec) => createKey({ key_spec, key_usage: usage[key_spec] })))) as [
      string,
      string,
      string,
    ];
    const before = await encrypt(aes, "before");
    await kms.call("rotate-on-demand", { key_id: aes });
    const message = Buffer.from("message").toString("base64");
    const made = (await kms.call("generate-mac", { key_id: mac, mac_algorithm: "HMAC_SHA_256", message })).body.mac;
    const sign = { key_id: pair, signing_algorithm: "ECDSA_SHA_256", message: Buffer.alloc(32).toString("base64"), message_type: "DIGEST" };
    const { signature } = (await kms.call("sign", sign)).body;
    await tend();

    const domainKey = await roll();
    expect(await decrypt(before)).toBe("before");
    const between = await encrypt(await createKey(), "between");
    expect(await tend()).toBeGreaterThanOrEqual(3);
    for (const keyId of [aes, mac, pair]) expect(new Set(await domainKeysOf(keyId))).toEqual(new Set([domainKey]));
    expect(await Promise.all([before, between, await encrypt(aes, "after")].map(decrypt))).toEqual(["before", "between", "after"]);
    expect((await kms.call("generate-mac", { key_id: mac, mac_algorithm: "HMAC_SHA_256", message })).body.mac).toBe(made);
    expect((await kms.call("verify", { ...sign, signature })).body.signature_valid).toBe("true");
    const [trace] = await tracesOf("rollDomainKey", domainKey);
    expect(trace).toMatchObject({
      caller_kind: "operator",
      caller_name: "tester",
      details: { before: domainKey - 1, reason: "on demand" },
    });
    expect(trace?.account_id).toMatch(/^[0-9a-f]{32}$/);
    expect(await recordOf(domainKey - 1)).toMatchObject({ retired_at: kms.clock.now(), closed_at: null, destroyed_at: null });
    expect(await tracesOf("retireDomainKey", domainKey - 1)).toMatchObject([{ caller_kind: "system" }]);
    expect(await tend()).toBe(0);
  });

  test("comes by itself a month after the one before, once", async () => {
    const domainKey = await roll();
    await tend();
    kms.clock.pass(30 * DAY - 1);
    await tend();
    expect(newest()).toBe(domainKey);
    kms.clock.pass(1);
    await tend();
    expect(newest()).toBe(domainKey + 1);
    await tend();
    expect(newest()).toBe(domainKey + 1);
    expect(await tracesOf("rollDomainKey", domainKey + 1)).toMatchObject([{ caller_kind: "system", details: { reason: "planned" } }]);
  });

  test("twice at once makes two, and one whose note was lost is noted by the next look", async () => {
    const before = newest();
    expect((await Promise.all([roll(), roll()])).sort()).toEqual([before + 1, before + 2]);
    kms.tools.hsm.makeDomainKey(before + 3, kms.clock.now());
    await tend();
    expect(await recordOf(before + 3)).toMatchObject({ generation: before + 3, retired_at: null });
    expect(await roll()).toBe(before + 4);
    await tend();
  });

  test("leaves an import token in force that was given out before", async () => {
    const keyId = await createKey({ origin: "external" });
    const { import_token, public_key } = (
      await kms.call("get-parameters-for-import", { key_id: keyId, wrapping_algorithm: "RSAES_OAEP_SHA_256" })
    ).body;
    await roll();
    await tend();
    const key = createPublicKey({ key: Buffer.from(public_key, "base64"), format: "der", type: "spki" });
    const encrypted = publicEncrypt({ key, oaepHash: "sha256" }, randomBytes(32)).toString("base64");
    const input = { key_id: keyId, import_token, encrypted_key_material: encrypted };
    expect((await kms.call("import-key-material", input)).status).toBe(200);
    expect(await domainKeysOf(keyId)).toEqual([newest()]);
  });

  test("does not touch what has changed since it was read", async () => {
    const ids = await Promise.all([1, 2, 3].map(() => createKey()));
    const [gone, edited, same] = ids as [string, string, string];
    const { store, hsm } = kms.tools;
    const rows = (await store.transactSql((run) => readWrappedUnder(run, newest(), { keyId: "", version: -1 }, 1000))).filter(
      ({ material }) => ids.includes(material.keyId),
    );
    expect(rows).toHaveLength(3);
    await roll();
    const moved = await Promise.all(
      rows.map(async (from) => ({
        from,
        to: (await hsm.rewrapMaterial(from.material)) as NonNullable<Awaited<ReturnType<typeof hsm.rewrapMaterial>>>,
      })),
    );
    await sql(kms.dataDir, "update key_version set wrapped = null, binding_mac = null where key_id = $1", [gone]);
    await sql(kms.dataDir, "update key_version set created_at = created_at where key_id = $1", [edited]);
    expect(await store.transactSql((run) => storeRewrapped(run, moved))).toBe(1);
    expect((await sql(kms.dataDir, "select wrapped from key_version where key_id = $1", [gone]))[0]?.wrapped).toBeNull();
    expect([await domainKeysOf(edited), await domainKeysOf(same)]).toEqual([[newest() - 1], [newest()]]);
    await tend();
    expect(await domainKeysOf(edited)).toEqual([newest()]);
    for (const keyId of [edited, same]) expect(await decrypt(await encrypt(keyId, "works"))).toBe("works");
  });

  test("passes by a row that was tampered with, which is told as a failure and keeps its domain key from being retired", async () => {
    const [tampered, sound] = [await createKey(), await createKey()];
    const before = newest();
    await sql(kms.dataDir, "update cmk set usage = 'SIGN_VERIFY' where id = $1", [tampered]);
    await roll();
    await expect(tend()).rejects.toMatchObject({ code: "materialIntegrity" });
    expect([await domainKeysOf(tampered), await domainKeysOf(sound)]).toEqual([[before], [newest()]]);
    expect(await recordOf(before)).toMatchObject({ retired_at: null });
    await sql(kms.dataDir, "update cmk set usage = 'ENCRYPT_DECRYPT' where id = $1", [tampered]);
    await tend();
    expect(await recordOf(before)).toMatchObject({ retired_at: kms.clock.now() });
  });
});

describe("a retired domain key", () => {
  test("is destroyed when its days are over by both clocks, at the second look a minute after the first, and traced", async () => {
    const domainKey = newest();
    await roll();
    await tend();
    kms.clock.pass(KEEP_DAYS * DAY);
    kms.databaseBehindMs = KEEP_DAYS * DAY;
    for (let look = 0; look < 3; look += 1) {
      await tend();
      kms.clock.pass(MINUTE);
    }
    expect(kms.tools.hsm.listDomainKeys()).toContain(domainKey);
    kms.databaseBehindMs = 0;
    await tend();
    kms.clock.pass(MINUTE - 1);
    await tend();
    expect(kms.tools.hsm.listDomainKeys()).toContain(domainKey);
    kms.clock.pass(1);
    await tend();
    expect(kms.tools.hsm.listDomainKeys()).not.toContain(domainKey);
    expect(await recordOf(domainKey)).toMatchObject({ destroyed_at: kms.clock.now() });
    expect(await tracesOf("destroyDomainKey", domainKey)).toMatchObject([{ caller_kind: "system" }]);
  });

  test("is not destroyed a moment too early, nor by a clock that jumps forth and back", async () => {
    const domainKey = newest();
    await roll();
    await tend();
    kms.clock.pass(KEEP_DAYS * DAY);
    kms.clock.pass(-2 * MINUTE);
    for (let look = 0; look < 2; look += 1) {
      await tend();
      kms.clock.pass(MINUTE - 1);
    }
    expect(kms.tools.hsm.listDomainKeys()).toContain(domainKey);
    kms.clock.jump(100 * DAY);
    await tend();
    kms.clock.jump(-100 * DAY);
    await tend();
    expect(kms.tools.hsm.listDomainKeys()).toContain(domainKey);
    expect((await recordOf(domainKey))?.sighted_at).toBeNull();
  });

  test("is not destroyed any sooner by whoever can write to the database", async () => {
    const domainKey = newest();
    await roll();
    await tend();
    kms.clock.pass((KEEP_DAYS - 1) * DAY);
    const long = "timestamp '2020-01-01'";
    await sql(
      kms.dataDir,
      `update domain_key set retired_at = ${long}, retired_at_database = ${long}, sighted_at = ${long}, closed_at = ${long} where generation = $1`,
      [domainKey],
    );
    await sql(kms.dataDir, `update domain_key set made_at = ${long} where destroyed_at is null`);
    const made = newest();
    await tend();
    // A roll was due by now, by the token's word; and no more than one.
    expect(newest()).toBe(made + 1);
    expect(kms.tools.hsm.listDomainKeys()).toContain(domainKey);
    kms.clock.pass(DAY);
    await tend();
    expect(kms.tools.hsm.listDomainKeys()).not.toContain(domainKey);
  });

  test("is not destroyed while something is wrapped under it, whatever the database says of it", async () => {
    const tampered = await createKey();
    const domainKey = newest();
    await sql(kms.dataDir, "update cmk set usage = 'SIGN_VERIFY' where id = $1", [tampered]);
    await roll();
    kms.clock.pass((KEEP_DAYS + 1) * DAY);
    await sql(
      kms.dataDir,
      "update domain_key set retired_at = made_at, retired_at_database = made_at, closed_at = made_at where generation = $1",
      [domainKey],
    );
    await expect(tend()).rejects.toThrow(/is wrapped under domain key \d+, which is closed/);
    expect(kms.tools.hsm.listDomainKeys()).toContain(domainKey);
    await sql(kms.dataDir, "update domain_key set retired_at = null, retired_at_database = null, closed_at = null where generation = $1", [
      domainKey,
    ]);
    await sql(kms.dataDir, "update cmk set usage = 'ENCRYPT_DECRYPT' where id = $1", [tampered]);
    await tend();
    expect(await decrypt(await encrypt(tampered, "works"))).toBe("works");
  });

  test("that something is wrapped under again, by an instance that knew no better, is not destroyed before that is re-wrapped", async () => {
    const keyId = await createKey();
    const domainKey = newest();
    const ciphertext = await encrypt(keyId, "late");
    const [row] = await sql(kms.dataDir, "select * from key_version where key_id = $1", [keyId]);
    await roll();
    await tend();
    const put = () =>
      sql(kms.dataDir, "update key_version set wrapped = $2, binding_mac = $3, domain_key = $4 where key_id = $1", [
        keyId,
        row?.wrapped,
        row?.binding_mac,
        domainKey,
      ]);
    await put();
    await destroyRetired();
    expect(kms.tools.hsm.listDomainKeys()).toContain(domainKey);
    expect(await domainKeysOf(keyId)).toEqual([newest()]);
    await destroyRetired();
    expect(kms.tools.hsm.listDomainKeys()).not.toContain(domainKey);
    await expect(put()).rejects.toThrow(/domain key \d+ is closed/);
    expect(await decrypt(ciphertext)).toBe("late");
  });
});

describe("a key that was destroyed", () => {
  test("does not come back with its rows, whoever inserts them, and its old material is dead once its domain key is destroyed", async () => {
    const keyId = await createKey();
    await kms.call("enable-key-rotation", { key_id: keyId, rotation_interval: 30 });
    const ciphertext = await encrypt(keyId, "gone");
    const domainKey = newest();
    const other = await createKey();
    await sql(kms.dataDir, `create table copy_of_cmk as select * from cmk where id = '${keyId}'`);
    await sql(kms.dataDir, `create table copy_of_key_version as select * from key_version where key_id = '${keyId}'`);
    await kms.call("schedule-key-deletion", { key_id: keyId, pending_days: 7 });
    kms.clock.pass(7 * DAY);
    await kms.jobs.run("deletion");
    kms.clock.pass(MINUTE);
    await kms.jobs.run("deletion");
    expect(await decrypt(ciphertext)).toBe("KMS.0207");

    const bringBack = async () => {
      await sql(kms.dataDir, "insert into cmk select * from copy_of_cmk");
      await sql(kms.dataDir, "insert into key_version select * from copy_of_key_version");
    };
    const disable = (table: string, trigger: string) => sql(kms.dataDir, `alter table ${table} disable trigger ${trigger}`);
    await expect(bringBack()).rejects.toThrow(/was destroyed, and its ID is never used again/);

    // Whoever owns the tables can go on. What uses material does not.
    await disable("cmk", "cmk_was_never_destroyed");
    await disable("key_version", "key_version_was_never_destroyed");
    await bringBack();
    const uses: [string, object][] = [
      ["encrypt-data", { key_id: keyId, plain_text: "x" }],
      ["decrypt-data", { cipher_text: ciphertext }],
      ["create-datakey", { key_id: keyId, datakey_length: "256" }],
      ["create-ec-datakey-pair", { key_id: keyId, key_spec: "EC_P256" }],
      ["rotate-on-demand", { key_id: keyId }],
      ["re-encrypt", { cipher_text: ciphertext, destination_key_id: other }],
      ["re-encrypt", { cipher_text: await encrypt(other, "x"), destination_key_id: keyId }],
      ["replace-key", { key_id: keyId, key_alias: "in-its-place" }],
    ];
    // Twice, the second time perhaps on a guess.
    for (const [verb, input] of [...uses, ...uses]) expect([verb, (await kms.call(verb, input)).code]).toEqual([verb, "KMS.0102"]);
    const incidents = await sql(
      kms.dataDir,
      "select 1 from trace where resource_id = $1 and outcome = 'incident' and error_code = 'KMS.0102'",
      [keyId],
    );
    expect(incidents.length).toBeGreaterThanOrEqual(10);
    kms.clock.pass(31 * DAY);
    await kms.jobs.run("rotation");
    expect(await domainKeysOf(keyId)).toEqual([domainKey]);

    // Neither is its material re-wrapped, nor does it keep its domain key alive.
    await roll();
    await tend();
    expect(await domainKeysOf(keyId)).toEqual([domainKey]);
    await destroyRetired();
    expect(kms.tools.hsm.listDomainKeys()).not.toContain(domainKey);

    // Now not even without a tombstone.
    await disable("key_tombstone", "key_tombstone_append_only");
    await sql(kms.dataDir, "delete from key_tombstone where key_id = $1", [keyId]);
    for (let round = 0; round < 2; round += 1) {
      expect(await decrypt(ciphertext)).toBe("KMS.0102");
      expect((await kms.call("encrypt-data", { key_id: keyId, plain_text: "x" })).code).toBe("KMS.0102");
    }
    await sql(kms.dataDir, "update key_version set domain_key = $2 where key_id = $1", [keyId, newest()]);
    expect(await decrypt(ciphertext)).toBe("KMS.0102");
    expect(await decrypt(await encrypt(other, "others work"))).toBe("others work");
    await sql(kms.dataDir, "delete from cmk where id = $1", [keyId]);
    for (const table of ["cmk", "key_version", "key_tombstone"]) await sql(kms.dataDir, `alter table ${table} enable trigger user`);
  });
});

test("an ID is refused also by an insert that began while its key was just being destroyed", async () => {
  const keyId = await createKey();
  const [destroyer, inserter] = [await connect(kms.dataDir), await connect(kms.dataDir)];
  try {
    await sql(kms.dataDir, `create table copy_of_racing as select * from cmk where id = '${keyId}'`);
    await destroyer.query("begin");
    await destroyer.query("delete from cmk where id = $1", [keyId]);
    const inserted = inserter.query("insert into cmk select * from copy_of_racing").then(
      () => "inserted",
      (error: Error) => error.message,
    );
    await destroyer.query(
      `insert into key_tombstone (key_id, account_id, project_id, alias, spec, usage, origin, created_at, requested_by, requested_by_name,
        scheduled_for, destroyed_at, versions, blobs_destroyed, blobs_left)
       select id, account_id, project_id, alias, spec, usage, origin, created_at, '', '', now(), now(), '[]', 0, 0 from copy_of_racing`,
    );
    await destroyer.query("commit");
    expect(await inserted).toMatch(/never used again/);
  } finally {
    await destroyer.end();
    await inserter.end();
  }
});

test("what is stored under a domain key while that is being closed keeps it from being destroyed", async () => {
  const keyId = await createKey();
  const domainKey = newest();
  const [row] = await sql(kms.dataDir, "select * from key_version where key_id = $1", [keyId]);
  await roll();
  await tend();
  kms.clock.pass(KEEP_DAYS * DAY);
  await tend();
  kms.clock.pass(MINUTE);
  const late = await connect(kms.dataDir);
  try {
    await late.query("begin");
    const values = [keyId, row?.wrapped, row?.binding_mac, domainKey];
    await late.query("update key_version set wrapped = $2, binding_mac = $3, domain_key = $4 where key_id = $1", values);
    const tending = tend().then(
      () => "done",
      () => "failed",
    );
    const isWaiting = () =>
      sql(kms.dataDir, "select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like '%closed_at = $1%'");
    await expect.poll(async () => (await isWaiting()).length, { timeout: 8_000, interval: 20 }).toBe(1);
    await late.query("commit");
    expect(await tending).toBe("failed");
  } finally {
    await late.end();
  }
  expect(kms.tools.hsm.listDomainKeys()).toContain(domainKey);
  await tend();
  expect(await domainKeysOf(keyId)).toEqual([newest()]);
  expect(await recordOf(domainKey)).toMatchObject({ closed_at: null, retired_at: kms.clock.now() });
});

describe("the integrity key that is kept as wrapped material", () => {
  test("is made once, authenticates a day later, and what the one before has authenticated stays readable", async () => {
    const { hsm, store } = kms.tools;
    await tend();
    const [row] = await sql(kms.dataDir, "select * from integrity_key");
    expect(row).toMatchObject({ version: 2, domain_key: newest() });
    const keyId = await createKey();
    const before = await encrypt(keyId, "before");
    const data = Buffer.from("data");
    hsm.acceptIntegrityKeys([], 1);
    const own = hsm.authenticate(data);
    await learnIntegrityKeys({ store, hsm }, new Date(row?.active_from.getTime() - 1));
    expect(hsm.authenticate(data)).toEqual(own);
    await learnIntegrityKeys({ store, hsm }, row?.active_from);
    const made = hsm.authenticate(data);
    expect(made).not.toEqual(own);

    const after = await encrypt(await createKey(), "after");
    await roll();
    await tend();
    expect((await sql(kms.dataDir, "select version, domain_key from integrity_key")) as object[]).toEqual([
      { version: 2, domain_key: newest() },
    ]);
    await learnKeys(kms.tools, kms.clock.now());
    expect(hsm.authenticate(data)).toEqual(made);
    expect(await Promise.all([before, after].map(decrypt))).toEqual(["before", "after"]);
    await destroyRetired();
    await learnKeys(kms.tools, kms.clock.now());
    expect(await Promise.all([before, after].map(decrypt))).toEqual(["before", "after"]);
    expect([own, made].map((mac) => hsm.isAuthentic(data, mac))).toEqual([true, true]);
  });

  test("that was tampered with is refused, and those that are known go on", async () => {
    const { hsm } = kms.tools;
    const made = hsm.authenticate(Buffer.from("data"));
    await sql(kms.dataDir, "update integrity_key set version = 3");
    await expect(learnKeys(kms.tools, kms.clock.now())).rejects.toMatchObject({ code: "materialIntegrity" });
    expect(hsm.authenticate(Buffer.from("data"))).toEqual(made);
    await sql(kms.dataDir, "update integrity_key set version = 2");
    await learnKeys(kms.tools, kms.clock.now());
  });
});
