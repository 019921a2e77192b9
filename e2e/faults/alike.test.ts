/**
 * What belongs to somebody else costs the same statements as what is not there: no client can tell by the time that an answer takes
 * which keys, aliases and ciphertexts of others there are. Statements are counted, since times depend on the machine.
 */

import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { toRequest } from "#lib/console/server/operation-request";
import { OPERATIONS } from "#lib/operations/catalog";
import type { OperationRow } from "#lib/operations/operation";
import { REST_DOORS, REST_OPERATION_NAMES } from "#lib/wire/catalog";
import type { DoorRow } from "#lib/wire/door-row";
import type { ApiClient, Reply } from "../harness/api-client";
import { sql } from "../harness/database";
import { grantTo, makeProject } from "../harness/grants";
import { type InProcess, startInProcess } from "../harness/in-process";
import { makeTenant, type Tenant } from "../harness/tenant";

const NOBODY = "d9a6b2bdaedd4ba586cabe6372d1b312";
let kms: InProcess;
let api: ApiClient;
let stranger: Tenant;
let neighbour: Tenant;
/** Keys that the caller must not know of, by what they are. */
const hidden: Record<string, string> = {};

const query = <T extends object>(text: string, values: readonly unknown[] = []) => sql<T>(kms.dataDir, text, [...values]);

beforeAll(async () => {
  kms = await startInProcess(new Date());
  const apiUrl = await kms.listen();
  const product = {
    apiUrl,
    consoleUrl: "",
    dataDir: kms.dataDir,
    account: "default",
    region: "eu-de",
    adminPassword: "",
    pid: process.pid,
  };
  const own = await makeTenant(product);
  api = own.client;
  stranger = await makeTenant(product);
  neighbour = await makeTenant(product, ["KMS Administrator"], await makeProject(product, own));
  hidden.foreign = await stranger.client.createKey("foreign");
  for (let count = 0; count < 3; count++) await grantTo(stranger.client, hidden.foreign, NOBODY, ["describe-key"]);
  await stranger.client.send(
    "POST",
    `/v1.0/${stranger.projectId}/kms/aliases`,
    JSON.stringify({ key_id: hidden.foreign, alias: "alias/theirs" }),
  );
  hidden.neighbour = await neighbour.client.createKey("neighbour");
  hidden.pair = await stranger.client.createKey("pair", { key_spec: "EC_P256" });
  hidden.disabled = await stranger.client.createKey("disabled");
  await stranger.client.call("disable-key", { key_id: hidden.disabled });
  hidden.expired = await stranger.client.createKey("expired");
  await query("update cmk set material_expires_at = now() - interval '1 hour' where id = $1", [hidden.expired]);
  hidden.destroyed = await stranger.client.createKey("destroyed");
  // A token that a process sees for the first time is asked about alone; what is compared here comes after that.
  await api.call("list-keys");
}, 120_000);
afterAll(() => kms.stop());

/** Of the transaction in which is written now and then which sessions were in use, and of no call; a call's own has more than its ends. */
const OF_NO_CALL = /^(begin|commit)$|from session s join unnest|^update session s set last_used_at/;

/** The reply, without what is of the one request, and the texts of the statements that it took, in their order. */
async function observe(send: () => Promise<Reply>): Promise<{ reply: unknown; statements: string[] }> {
  const statements: string[] = [];
  const real = pg.Client.prototype.query as (...parts: unknown[]) => unknown;
  const spy = vi.spyOn(pg.Client.prototype, "query").mockImplementation(function (this: pg.Client, ...parts: unknown[]) {
    const [first] = parts as [string | { text: string }];
    const text = typeof first === "string" ? first : first.text;
    if (!OF_NO_CALL.test(text)) statements.push(text);
    return real.apply(this, parts);
  } as never);
  try {
    const { status, body } = await send();
    return { reply: JSON.parse(JSON.stringify({ status, body }).replaceAll(/[0-9a-f]{32}/g, "ID")), statements };
  } finally {
    spy.mockRestore();
  }
}

/** Observes both in turn, twice, since what is remembered of one call may change the next. */
async function expectAlike(one: () => Promise<Reply>, other: () => Promise<Reply>): Promise<void> {
  for (let round = 0; round < 2; round++) {
    const [seen, unseen] = [await observe(one), await observe(other)];
    expect(seen).toEqual(unseen);
    expect(unseen.statements.length).toBeGreaterThan(0);
  }
}

const operationsOnKeys = REST_OPERATION_NAMES.map((name) => ({
  name,
  row: { ...OPERATIONS[name], ...REST_DOORS[name] } as OperationRow & DoorRow,
})).filter(({ row }) => row.subject === "key" && !["decryptData", "reEncrypt", "decryptDatakey"].includes(row.traceName ?? ""));

describe("a key that is not the caller's to see", () => {
  const send = (row: DoorRow, id: string) => {
    const field = "target_key_id" in (row.example ?? {}) ? "target_key_id" : "key_id";
    const { method, path, body } = toRequest(row, api.projectId, { key: "team", ...row.example, [field]: id });
    return api.send(method, path, body && JSON.stringify(body));
  };

  test.each(operationsOnKeys)("is to $name like one that there is not", async ({ row }) => {
    for (const what of ["foreign", "expired"]) {
      await expectAlike(
        () => send(row, hidden[what] as string),
        () => send(row, randomUUID()),
      );
    }
  });

  test.each(["neighbour", "pair", "disabled"])("is so whatever it is (%s)", async (what) => {
    for (const name of ["describeKey", "encryptData", "sign", "createGrant", "replaceKey"] as const) {
      await expectAlike(
        () => send(REST_DOORS[name], hidden[what] as string),
        () => send(REST_DOORS[name], randomUUID()),
      );
    }
  });

  test.each(["foreign", "neighbour", "expired"])("is among many like one that there is not (%s)", async (what) => {
    const change = (id: string) => api.call("batch-change-keys", { action: "disable", key_ids: [id] });
    const [there, absent] = [hidden[what] as string, randomUUID()];
    const [seen, unseen] = [await observe(() => change(there)), await observe(() => change(absent))];
    expect(JSON.stringify(seen).replaceAll(there, absent)).toBe(JSON.stringify(unseen));
  });

  test("stays as it was, with its material", async () => {
    for (const id of Object.values(hidden)) {
      expect(await query("select 1 from key_version where key_id = $1 and wrapped is not null", [id])).toHaveLength(1);
    }
  });
});

test.each(["describe-key", "encrypt-data", "create-datakey"])("an alias of another account is to %s like none", async (verb) => {
  const input = { plain_text: "x", datakey_length: "512" };
  const urn = (name: string) => `kms:eu-de:${stranger.accountId}:alias:${name}`;
  await expectAlike(
    () => api.call(verb, { ...input, key_id: urn("theirs") }),
    () => api.call(verb, { ...input, key_id: urn("nothing") }),
  );
});

describe("a sound ciphertext of somebody else's key", () => {
  /** One bit of the last byte, which is of its MAC; or the first character of the key ID, which makes it another's. */
  const altered = (text: string) => {
    const bytes = Buffer.from(text, "base64");
    bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
    return bytes.toString("base64");
  };
  const asHex = (text: string) => Buffer.from(text, "hex");

  test.each(["foreign", "neighbour", "expired", "destroyed"])("(%s) is like one that was altered", async (what) => {
    const owner = what === "neighbour" ? neighbour.client : stranger.client;
    const key_id = hidden[what] as string;
    const isExpired = what === "expired";
    if (isExpired) await query("update cmk set material_expires_at = null where id = $1", [key_id]);
    const { cipher_text: data } = (await owner.call("encrypt-data", { key_id, plain_text: "secret" })).body;
    const { cipher_text: dataKey } = (await owner.call("create-datakey", { key_id, datakey_length: "256" })).body;
    expect([data, dataKey].every(Boolean)).toBe(true);
    if (isExpired) await query("update cmk set material_expires_at = now() - interval '1 hour' where id = $1", [key_id]);
    if (what === "destroyed") {
      await query(
        `insert into key_tombstone (key_id, account_id, project_id, alias, spec, usage, origin, created_at, requested_by, requested_by_name,
           scheduled_for, destroyed_at, versions, blobs_destroyed, blobs_left)
         select id, account_id, project_id, alias, spec, usage, origin, created_at, '', '', now(), now(), '[]', 1, 0 from cmk where id = $1`,
        [key_id],
      );
      await query("delete from cmk where id = $1", [key_id]);
    }
    const alteredHex = Buffer.from(altered(asHex(dataKey).toString("base64")), "base64").toString("hex");
    const mine = await api.createKey(`mine-${what}`);
    // A key of one's own is verified when a worker first reads it.
    await api.call("describe-key", { key_id: mine });
    for (const more of [{}, { key_id: mine }, { encryption_context: { a: "b" } }]) {
      const decrypt = (cipher_text: string) => api.call("decrypt-data", { cipher_text, ...more });
      await expectAlike(
        () => decrypt(data),
        () => decrypt(altered(data)),
      );
    }
    for (const id of [key_id, mine]) {
      const decrypt = (cipher_text: string) => api.call("decrypt-datakey", { key_id: id, cipher_text, datakey_cipher_length: "32" });
      await expectAlike(
        () => decrypt(dataKey),
        () => decrypt(alteredHex),
      );
    }
    for (const [sound, unsound] of [
      [data, altered(data)],
      [dataKey, alteredHex],
    ]) {
      const reEncrypt = (cipher_text: string | undefined) => api.call("re-encrypt", { cipher_text, destination_key_id: mine });
      await expectAlike(
        () => reEncrypt(sound),
        () => reEncrypt(unsound),
      );
    }
  });

  test("is re-encrypted under somebody else's key as little as under none", async () => {
    const { cipher_text } = (await api.call("encrypt-data", { key_id: await api.createKey("source"), plain_text: "x" })).body;
    const reEncrypt = (destination_key_id: string) => api.call("re-encrypt", { cipher_text, destination_key_id });
    for (const what of ["foreign", "neighbour", "expired"]) {
      await expectAlike(
        () => reEncrypt(hidden[what] as string),
        () => reEncrypt(randomUUID()),
      );
    }
  });
});
