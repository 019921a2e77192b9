/**
 * A worker begins a call on what it last read about caller and key (`lib/store/hot/guesses.ts`). Nobody may ever notice: whatever
 * changed before a call began counts for it, on every worker, in its answer and in its trace.
 */
import { describe, expect, inject, test } from "vitest";
import { type ApiClient, signIn } from "../harness/api-client";
import { sql } from "../harness/database";
import { makeTenant, type Tenant, tracesOf } from "../harness/tenant";

const product = inject("product");
/** Enough at once that every worker has its part, and has read all there is to know. */
const AT_ONCE = 12;

type Subject = { owner: Tenant; keyId: string; cipherText: string; wrapped: string };

async function makeSubject(): Promise<Subject> {
  const owner = await makeTenant(product);
  const keyId = await owner.client.createKey("guessed");
  const { body } = await owner.client.call("encrypt-data", { key_id: keyId, plain_text: "x" });
  const dataKey = await owner.client.call("create-datakey", { key_id: keyId, datakey_length: "512" });
  return { owner, keyId, cipherText: body.cipher_text, wrapped: dataKey.body.cipher_text };
}

const CALLS = {
  "encrypt-data": ({ keyId }: Subject) => ({ key_id: keyId, plain_text: "x" }),
  "decrypt-data": ({ cipherText }: Subject) => ({ cipher_text: cipherText }),
  "create-datakey": ({ keyId }: Subject) => ({ key_id: keyId, datakey_length: "512" }),
  "create-datakey-without-plaintext": ({ keyId }: Subject) => ({ key_id: keyId, datakey_length: "512" }),
  "decrypt-datakey": ({ keyId, wrapped }: Subject) => ({ key_id: keyId, cipher_text: wrapped, datakey_cipher_length: "64" }),
  "gen-random": () => ({ random_data_length: "512" }),
} as const;
type Verb = keyof typeof CALLS;
const VERBS = Object.keys(CALLS) as Verb[];
const KEY_VERBS = VERBS.filter((verb) => verb !== "gen-random");

const callAll = (subject: Subject, verbs: readonly Verb[], client: ApiClient = subject.owner.client) =>
  Promise.all(verbs.flatMap((verb) => Array.from({ length: AT_ONCE }, () => client.call(verb, CALLS[verb](subject)))));

async function warm(subject: Subject): Promise<void> {
  for (let round = 0; round < 3; round += 1) {
    for (const reply of await callAll(subject, VERBS)) expect(reply.status).toBe(200);
  }
}

const change = (text: string, value: (subject: Subject) => string) => (subject: Subject) => sql(product.dataDir, text, [value(subject)]);
const ofKey = (text: string) => change(text, ({ keyId }) => keyId);
const ofUser = (text: string) => change(text, ({ owner }) => owner.userId);
const ofProject = (text: string) => change(text, ({ owner }) => owner.projectId);
const byCall = (verb: string, more: object = {}) =>
  async function callVerb({ owner, keyId }: Subject): Promise<void> {
    expect((await owner.client.call(verb, { key_id: keyId, ...more })).status).toBe(200);
  };

const inBulk = (action: string, more: object = {}) =>
  async function changeBoth({ owner, keyId }: Subject): Promise<void> {
    const other = await owner.client.createKey("beside");
    const reply = await owner.client.call("batch-change-keys", { action, key_ids: [other, keyId], ...more });
    expect(reply.body.results.map((result: { error_code: string }) => result.error_code)).toEqual(["", ""]);
  };

describe("what was known before a call began decides nothing", () => {
  test.each<[string, (subject: Subject) => Promise<unknown>, number, readonly Verb[]]>([
    ["key disabled", byCall("disable-key"), 400, KEY_VERBS],
    ["key's deletion scheduled", byCall("schedule-key-deletion", { pending_days: "7" }), 400, KEY_VERBS],
    ["key disabled among others", inBulk("disable"), 400, KEY_VERBS],
    ["key's deletion scheduled among others", inBulk("schedule_deletion", { pending_days: 7 }), 400, KEY_VERBS],
    [
      "key in another project",
      ofKey("update cmk set alias = id, project_id = (select min(p.id) from project p where p.id <> cmk.project_id) where id = $1"),
      404,
      ["encrypt-data"],
    ],
    ["key gone", ofKey("delete from cmk where id = $1"), 404, ["encrypt-data", "create-datakey"]],
    ["ciphertext's key gone", ofKey("delete from cmk where id = $1"), 400, ["decrypt-data"]],
    [
      "stored material altered",
      ofKey("update key_version set wrapped = decode(repeat('00', 40), 'hex') where key_id = $1"),
      500,
      ["encrypt-data"],
    ],
    ["token withdrawn", ofUser("delete from auth_token where user_id = $1"), 401, VERBS],
    ["token expired", ofUser("update auth_token set expires_at = now() - interval '1 second' where user_id = $1"), 401, VERBS],
    ["user disabled", ofUser("update iam_user set enabled = false where id = $1"), 401, VERBS],
    ["user gone", ofUser("delete from iam_user where id = $1"), 401, VERBS],
    ["project disabled", ofProject("update project set enabled = false where id = $1"), 403, VERBS],
    ["role withdrawn", ofProject("delete from role_assignment where project_id = $1"), 403, VERBS],
    ["role changed to one that only reads", ofProject("update role_assignment set role = 'KMS Viewer' where project_id = $1"), 403, VERBS],
    ["user out of the group", ofUser("delete from group_member where user_id = $1"), 403, VERBS],
    [
      "group gone",
      ofUser("delete from iam_group where id in (select group_id from group_member where user_id = $1)"),
      403,
      ["encrypt-data", "gen-random"],
    ],
  ])("%s", async (_name, make, status, verbs) => {
    const subject = await makeSubject();
    await warm(subject);
    await make(subject);
    for (const reply of await callAll(subject, verbs)) {
      expect(reply.status).toBe(status);
      expect(JSON.stringify(reply.body)).not.toMatch(/cipher_text|plain_text|data_key|random_data/);
    }
  });

  test("a signed-out token is refused from the answer on", async () => {
    const subject = await makeSubject();
    const { client, account, userName: name, password, projectId } = subject.owner;
    const second = await signIn(product.apiUrl, { account, name, password }, { project: { id: projectId } });
    await warm(subject);
    const revoked = await second.send("DELETE", "/v3/auth/tokens", undefined, { "X-Subject-Token": client.token });
    expect(revoked.status).toBe(204);
    for (const reply of await callAll(subject, VERBS)) expect(reply.status).toBe(401);
    for (const reply of await callAll(subject, VERBS, second)) expect(reply.status).toBe(200);
  });

  test("what comes back works again", async () => {
    const subject = await makeSubject();
    await warm(subject);
    for (let round = 0; round < 3; round += 1) {
      await byCall("disable-key")(subject);
      for (const reply of await callAll(subject, KEY_VERBS)) expect(reply.code).toBe("KMS.0209");
      await byCall("enable-key")(subject);
      for (const reply of await callAll(subject, KEY_VERBS)) expect(reply.status).toBe(200);
    }
  });
});

describe("what was known of a key pair or HMAC key decides nothing either", () => {
  const message = "eA==";
  const signed = { message, message_type: "RAW", signing_algorithm: "ECDSA_SHA_256" };
  const mac = { message, mac_algorithm: "HMAC_SHA_256" };
  test.each<[string, string, number, readonly string[]]>([
    ["disabled", "update cmk set state = 'disabled' where id = $1", 400, ["sign", "verify", "generate-mac", "verify-mac"]],
    [
      "stored anew with altered material",
      "update key_version set wrapped = substring(wrapped from 2) where key_id = $1",
      500,
      ["sign", "verify", "get-publickey", "generate-mac", "verify-mac"],
    ],
    [
      "stored anew with another public half",
      "update key_version set public_key = substring(public_key from 2) where key_id = $1 and public_key is not null",
      500,
      ["sign", "verify", "get-publickey"],
    ],
  ])("%s", async (_name, statement, status, verbs) => {
    const { client } = await makeTenant(product);
    const [pair, hmac] = [
      await client.createKey("pair", { key_spec: "EC_P256" }),
      await client.createKey("hmac", { key_spec: "HMAC_256" }),
    ];
    const { signature } = (await client.call("sign", { key_id: pair, ...signed })).body;
    const inputs: Record<string, object> = {
      sign: { key_id: pair, ...signed },
      verify: { key_id: pair, ...signed, signature },
      "get-publickey": { key_id: pair },
      "generate-mac": { key_id: hmac, ...mac },
      "verify-mac": { key_id: hmac, ...mac, mac: "00" },
    };
    const callEach = () => Promise.all(verbs.flatMap((verb) => Array.from({ length: AT_ONCE }, () => client.call(verb, inputs[verb]))));
    for (let round = 0; round < 3; round += 1) for (const reply of await callEach()) expect(reply.status).toBe(200);
    for (const keyId of [pair, hmac]) await sql(product.dataDir, statement, [keyId]);
    for (const reply of await callEach()) {
      expect(reply.status).toBe(status);
      expect(JSON.stringify(reply.body)).not.toMatch(/"signature"|signature_valid|public_key|"mac/);
    }
  });
});

test("traces say who called and what the key was called when the call was made", async () => {
  const subject = await makeSubject();
  await warm(subject);
  await byCall("update-key-alias", { key_alias: "renamed" })(subject);
  await sql(product.dataDir, "update iam_user set name = 'married' where id = $1", [subject.owner.userId]);
  for (const reply of await callAll(subject, ["encrypt-data"])) {
    expect(await tracesOf(product, reply.headers.get("x-request-id"))).toMatchObject([
      { alias: "renamed", caller_name: "married", outcome: "normal" },
    ]);
  }
});

test("a stream of encrypts ends exactly with the answer that disabled the key, and every result has one trace", async () => {
  const { owner, keyId } = await makeSubject();
  let disabled = 0;
  let worked = 1;
  const stream = async () => {
    for (;;) {
      const startedAfter = disabled;
      const reply = await owner.client.call("encrypt-data", { key_id: keyId, plain_text: "x" });
      if (reply.status === 200) worked += 1;
      else expect(reply.code).toBe("KMS.0209");
      if (startedAfter > 0) {
        expect(reply.status).toBe(400);
        return;
      }
    }
  };
  for (let round = 0; round < 8; round += 1) {
    disabled = 0;
    const streams = Array.from({ length: 8 }, stream);
    await new Promise((resolve) => setTimeout(resolve, 50 + 20 * round));
    expect((await owner.client.call("disable-key", { key_id: keyId })).status).toBe(200);
    disabled = 1;
    await Promise.all(streams);
    expect((await owner.client.call("enable-key", { key_id: keyId })).status).toBe(200);
  }
  const [counted] = await sql<{ count: string }>(
    product.dataDir,
    "select count(*) from trace where resource_id = $1 and trace_name = 'encryptData' and outcome = 'normal'",
    [keyId],
  );
  expect(worked).toBeGreaterThan(50);
  expect(Number(counted?.count)).toBe(worked);
});

test("what another caller knows of a key opens nothing: its project decides anew for each caller", async () => {
  const subject = await makeSubject();
  const stranger = await makeSubject();
  await Promise.all([warm(subject), warm(stranger)]);
  const asStranger = { ...subject, owner: stranger.owner };
  for (const reply of await callAll(asStranger, ["encrypt-data", "create-datakey"])) expect(reply.status).toBe(404);
  for (const reply of await callAll(asStranger, ["decrypt-data"])) expect(reply.code).toBe("KMS.2201");
});
