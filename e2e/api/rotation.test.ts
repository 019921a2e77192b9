import { beforeAll, describe, expect, inject, test } from "vitest";
import type { ApiClient } from "../harness/api-client";
import { sql } from "../harness/database";
import { makeTenant, type Tenant, tracesOf } from "../harness/tenant";

const product = inject("product");
let tenant: Tenant;
let api: ApiClient;
beforeAll(async () => {
  tenant = await makeTenant(product);
  api = tenant.client;
});

const DAY_MS = 86_400_000;
const enable = (keyId: string, more: object = {}) => api.call("enable-key-rotation", { key_id: keyId, ...more });
const disable = (keyId: string) => api.call("disable-key-rotation", { key_id: keyId });
const update = (keyId: string, interval: unknown) =>
  api.call("update-key-rotation-interval", { key_id: keyId, rotation_interval: interval });
const rotate = (keyId: string) => api.call("rotate-on-demand", { key_id: keyId });
const status = async (keyId: string) => (await api.call("get-key-rotation-status", { key_id: keyId })).body;
const details = async (keyId: string) => (await api.call("describe-key", { key_id: keyId })).body.key_info;
const encrypt = async (keyId: string, text: string) =>
  (await api.call("encrypt-data", { key_id: keyId, plain_text: text })).body.cipher_text as string;
const decrypt = (ciphertext: string) => api.call("decrypt-data", { cipher_text: ciphertext });
/** The version that a ciphertext says it was made with (design §5). */
const versionOf = (ciphertext: string) => Buffer.from(ciphertext, "base64").readUInt32LE(Buffer.from(ciphertext, "base64").length - 36);
const makeDue = (keyId: string) =>
  sql(product.dataDir, "update cmk set next_rotation_at = now() - interval '1 second' where id = $1", [keyId]);
const tokenlessTraces = (keyId: string) =>
  sql<{ trace_name: string; caller_kind: string; details: Record<string, unknown> }>(
    product.dataDir,
    "select trace_name, caller_kind, details from trace where resource_id = $1 and trace_name = 'rotateKey' order by id",
    [keyId],
  );

describe("the rotation setting of a key", () => {
  test("is enabled with 365 days, changed, disabled and enabled again; each is told, shown and traced", async () => {
    const keyId = await api.createKey("setting");
    expect(await status(keyId)).toEqual({
      key_rotation_enabled: false,
      rotation_interval: 0,
      last_rotation_time: "",
      number_of_rotations: 0,
      next_rotation_time: "",
      key_materials: [{ material_id: "0", create_time: expect.stringMatching(/^\d{13}$/), expiration_time: "", state: "current" }],
      replaced_by: "",
      replaces: [],
    });
    expect((await details(keyId)).key_rotation_enabled).toBe("false");
    const before = Date.now();
    const enabled = await enable(keyId);
    expect([enabled.status, enabled.body]).toEqual([200, {}]);
    expect(await tracesOf(product, enabled.headers.get("x-request-id"))).toMatchObject([
      { trace_name: "enableKeyRotation", outcome: "normal", resource_id: keyId, details: { interval: 365 } },
    ]);
    const on = await status(keyId);
    expect(on).toMatchObject({ key_rotation_enabled: true, rotation_interval: 365, number_of_rotations: 0 });
    expect(Math.abs(Number(on.next_rotation_time) - before - 365 * DAY_MS)).toBeLessThan(60_000);
    expect((await details(keyId)).key_rotation_enabled).toBe("true");

    const updated = await update(keyId, "30");
    expect([updated.status, updated.body]).toEqual([200, {}]);
    expect(await tracesOf(product, updated.headers.get("x-request-id"))).toMatchObject([
      { trace_name: "updateKeyRotationInterval", details: { interval: 30, previousInterval: 365 } },
    ]);
    const changed = await status(keyId);
    expect(changed.rotation_interval).toBe(30);
    expect(Math.abs(Number(changed.next_rotation_time) - before - 30 * DAY_MS)).toBeLessThan(60_000);

    const disabled = await disable(keyId);
    expect([disabled.status, disabled.body]).toEqual([200, {}]);
    expect(await tracesOf(product, disabled.headers.get("x-request-id"))).toMatchObject([{ trace_name: "disableKeyRotation" }]);
    expect(await status(keyId)).toMatchObject({ key_rotation_enabled: false, rotation_interval: 0, next_rotation_time: "" });
    // Some clients always send 0 (api-reference §0.4).
    expect((await enable(keyId, { rotation_interval: 0 })).status).toBe(200);
    expect(await status(keyId)).toMatchObject({ key_rotation_enabled: true, rotation_interval: 365 });
  });

  test("cannot be enabled twice, nor changed or disabled while it is off", async () => {
    const keyId = await api.createKey("twice");
    expect((await disable(keyId)).code).toBe("KMS.0313");
    expect((await update(keyId, 90)).code).toBe("KMS.0313");
    expect((await enable(keyId, { rotation_interval: 90 })).status).toBe(200);
    const again = await enable(keyId);
    expect([again.status, again.code]).toEqual([400, "KMS.2901"]);
    expect((await status(keyId)).rotation_interval).toBe(90);
  });

  test("takes whole days from 30 to 365", async () => {
    const keyId = await api.createKey("interval");
    await enable(keyId);
    for (const good of [30, "30", 31, 364, 365, "365"]) expect((await update(keyId, good)).status).toBe(200);
    for (const bad of [29, 366, "29", "366", 0, -30, 30.5, "30.5", "abc", "", null, true, [30], { days: 30 }, 1e9, "0030", " 30"]) {
      const reply = await update(keyId, bad);
      expect([JSON.stringify(bad), reply.status, reply.code]).toEqual([JSON.stringify(bad), 400, "KMS.3001"]);
    }
    expect((await api.call("update-key-rotation-interval", { key_id: keyId })).code).toBe("KMS.0204");
    expect((await enable(await api.createKey("first-interval"), { rotation_interval: 29 })).code).toBe("KMS.3001");
    expect((await status(keyId)).rotation_interval).toBe(365);
  });

  test("stays while the key is disabled or pending deletion; there it can be changed, here not", async () => {
    const keyId = await api.createKey("states");
    await enable(keyId, { rotation_interval: 60 });
    await api.call("disable-key", { key_id: keyId });
    expect(await status(keyId)).toMatchObject({ key_rotation_enabled: true, rotation_interval: 60 });
    expect((await update(keyId, 70)).status).toBe(200);
    expect((await disable(keyId)).status).toBe(200);
    expect((await enable(keyId)).code).toBe("KMS.0209");
    expect((await rotate(keyId)).code).toBe("KMS.0209");
    await api.call("enable-key", { key_id: keyId });
    await enable(keyId, { rotation_interval: 80 });
    await api.call("schedule-key-deletion", { key_id: keyId, pending_days: 7 });
    for (const reply of [await enable(keyId), await update(keyId, 90), await disable(keyId), await rotate(keyId)]) {
      expect([reply.status, reply.code]).toEqual([400, "KMS.0210"]);
    }
    expect(await status(keyId)).toMatchObject({ key_rotation_enabled: true, rotation_interval: 80 });
    await api.call("cancel-key-deletion", { key_id: keyId });
    expect(await status(keyId)).toMatchObject({ key_rotation_enabled: true, rotation_interval: 80 });
  });

  test.each([
    ["an RSA key", { key_spec: "RSA_2048" }, "KMS.0324"],
    ["an EC key", { key_spec: "EC_P256" }, "KMS.0324"],
    ["an imported RSA key", { key_spec: "RSA_3072", origin: "external" }, "KMS.0324"],
    ["a key with imported material", { origin: "external" }, "KMS.0312"],
    ["an HMAC key", { key_spec: "HMAC_256" }, "KMS.0341"],
  ])("is refused for %s, which says why, and whose status can be asked all the same", async (name, more, code) => {
    const keyId = await api.createKey(name.replaceAll(" ", "-"), more);
    for (const reply of [await enable(keyId), await update(keyId, 30), await disable(keyId), await rotate(keyId)]) {
      expect([reply.status, reply.code]).toEqual([400, code]);
      expect(reply.body.error.error_msg).toMatch(/cannot be rotated. Replace the key instead/);
    }
    expect(await status(keyId)).toMatchObject({
      key_rotation_enabled: false,
      rotation_interval: 0,
      last_rotation_time: "",
      number_of_rotations: 0,
    });
  });

  test("is refused for default master keys", async () => {
    const keyId = await api.createKey("will-be-default");
    await sql(product.dataDir, "update cmk set is_default = true, alias = 'obs/default' where id = $1", [keyId]);
    for (const reply of [await enable(keyId), await update(keyId, 30), await disable(keyId), await rotate(keyId)]) {
      expect(reply.code).toBe("KMS.0211");
    }
    expect((await status(keyId)).key_rotation_enabled).toBe(false);
  });
});

describe("a rotation", () => {
  test("on demand adds a version that encrypts; what older versions encrypted is decrypted for ever; nothing else changes", async () => {
    const keyId = await api.createKey("on-demand", { key_description: "stays" });
    await api.send("POST", `/v1.0/${api.projectId}/kms/${keyId}/tags`, JSON.stringify({ tag: { key: "team", value: "a" } }));
    await api.call("create-grant", { key_id: keyId, grantee_principal: "d9a6b2bdaedd4ba586cabe6372d1b312", operations: ["describe-key"] });
    const first = await encrypt(keyId, "first");
    const dataKey = (await api.call("create-datakey", { key_id: keyId, datakey_length: 512 })).body;
    const ciphertexts = [first];
    const was = await details(keyId);
    for (let version = 1; version <= 3; version++) {
      const rotated = await rotate(keyId);
      expect([rotated.status, rotated.body]).toEqual([200, { key_id: keyId }]);
      expect(await tracesOf(product, rotated.headers.get("x-request-id"))).toMatchObject([
        { trace_name: "rotateKey", outcome: "normal", resource_id: keyId, details: { version } },
      ]);
      const made = await encrypt(keyId, `version ${version}`);
      expect(versionOf(made)).toBe(version);
      ciphertexts.push(made);
    }
    expect(versionOf(first)).toBe(0);
    for (const [version, ciphertext] of ciphertexts.entries()) {
      expect((await decrypt(ciphertext)).body).toMatchObject({ key_id: keyId, plain_text: version === 0 ? "first" : `version ${version}` });
    }
    const opened = await api.call("decrypt-datakey", { key_id: keyId, cipher_text: dataKey.cipher_text, datakey_cipher_length: 64 });
    expect(opened.body.data_key).toBe(dataKey.plain_text);
    expect(await details(keyId)).toEqual(was);
    expect((await api.call("list-grants", { key_id: keyId })).body.total).toBe(1);
    const shown = await status(keyId);
    expect(shown).toMatchObject({ key_rotation_enabled: false, number_of_rotations: 3, next_rotation_time: "" });
    expect(Math.abs(Number(shown.last_rotation_time) - Date.now())).toBeLessThan(60_000);
    expect(shown.key_materials.map(({ material_id, state }: Record<string, string>) => [material_id, state])).toEqual([
      ["3", "current"],
      ["2", "retained"],
      ["1", "retained"],
      ["0", "retained"],
    ]);
  });

  test("on demand leaves the plan as it is", async () => {
    const keyId = await api.createKey("plan-stays");
    await enable(keyId, { rotation_interval: 40 });
    const planned = (await status(keyId)).next_rotation_time;
    await rotate(keyId);
    expect(await status(keyId)).toMatchObject({ next_rotation_time: planned, number_of_rotations: 1 });
  });

  test("comes by itself when the period has ended, once, while others encrypt; a new period begins", async () => {
    const keyId = await api.createKey("planned");
    await enable(keyId, { rotation_interval: 30 });
    const before = await encrypt(keyId, "before");
    await makeDue(keyId);
    const seen: string[] = [];
    await expect
      .poll(
        async () => {
          seen.push(await encrypt(keyId, "meanwhile"));
          return (await status(keyId)).number_of_rotations;
        },
        { timeout: 50_000, interval: 20 },
      )
      .toBe(1);
    const shown = await status(keyId);
    expect(Number(shown.next_rotation_time) - Number(shown.last_rotation_time)).toBe(30 * DAY_MS);
    expect(versionOf(await encrypt(keyId, "after"))).toBe(1);
    expect(seen.map(versionOf)).toEqual([...seen.map(versionOf)].sort());
    for (const ciphertext of [before, ...seen.slice(0, 3), ...seen.slice(-3)]) expect((await decrypt(ciphertext)).status).toBe(200);
    expect(await tokenlessTraces(keyId)).toEqual([
      { trace_name: "rotateKey", caller_kind: "system", details: { version: 1, reason: "planned", interval: 30 } },
    ]);
  });

  test("of a key that came back overdue comes at once; of a disabled one, or one pending deletion, not", async () => {
    const [back, away, pending] = await Promise.all(["back", "away", "pending"].map((name) => api.createKey(`overdue-${name}`)));
    for (const keyId of [back, away, pending] as string[]) {
      await enable(keyId, { rotation_interval: 30 });
      await api.call("disable-key", { key_id: keyId });
      await makeDue(keyId);
    }
    await api.call("schedule-key-deletion", { key_id: pending, pending_days: 7 });
    await api.call("enable-key", { key_id: back });
    await expect.poll(async () => (await status(back as string)).number_of_rotations, { timeout: 50_000, interval: 200 }).toBe(1);
    for (const keyId of [away, pending] as string[]) {
      expect(await status(keyId)).toMatchObject({ key_rotation_enabled: true, number_of_rotations: 0 });
    }
  });

  test("that several ask for at once gives as many versions, each whole", async () => {
    const keyId = await api.createKey("at-once");
    const replies = await Promise.all(Array.from({ length: 12 }, () => rotate(keyId)));
    expect(replies.map((reply) => reply.status)).toEqual(Array(12).fill(200));
    const shown = await status(keyId);
    expect(shown.number_of_rotations).toBe(12);
    expect(shown.key_materials).toHaveLength(13);
    expect((await decrypt(await encrypt(keyId, "whole"))).body.plain_text).toBe("whole");
  });

  test("gives a version bound to its place: its blob in an older version's row is an integrity error", async () => {
    const keyId = await api.createKey("bound");
    const old = await encrypt(keyId, "old");
    await rotate(keyId);
    await sql(
      product.dataDir,
      `update key_version v set wrapped = n.wrapped, binding_mac = n.binding_mac
       from key_version n where v.key_id = $1 and n.key_id = $1 and v.version = 0 and n.version = 1`,
      [keyId],
    );
    expect((await decrypt(old)).code).toBe("KMS.0102");
  });
});

describe("a key that takes another one's place", () => {
  test("has the same settings and what was chosen; the old one still decrypts, and both say so", async () => {
    const oldId = await api.createKey("orders", { key_description: "Encrypts orders" });
    await enable(oldId, { rotation_interval: 77 });
    await api.send(
      "POST",
      `/v1.0/${api.projectId}/kms/${oldId}/tags/action`,
      JSON.stringify({
        action: "create",
        tags: [
          { key: "team", value: "a" },
          { key: "cost", value: "7" },
        ],
      }),
    );
    const grants = await Promise.all(
      ["1".repeat(32), "2".repeat(32)].map(async (grantee) => {
        const made = await api.call("create-grant", {
          key_id: oldId,
          grantee_principal: grantee,
          operations: ["encrypt-data", "describe-key"],
        });
        return made.body.grant_id as string;
      }),
    );
    await api.send("POST", `/v1.0/${api.projectId}/kms/aliases`, JSON.stringify({ key_id: oldId, alias: "alias/orders-app" }));
    const ciphertext = await encrypt(oldId, "old order");
    const reply = await api.call("replace-key", {
      key_id: oldId,
      key_alias: "orders-2027",
      tag_keys: ["team"],
      grant_ids: [grants[1]],
      aliases: ["alias/orders-app"],
      rotation: true,
    });
    expect(reply.status).toBe(200);
    const newId = reply.body.key_info.key_id as string;
    expect(reply.body).toEqual({ key_info: { key_id: newId, domain_id: tenant.accountId }, replaced_key_id: oldId });
    expect(await tracesOf(product, reply.headers.get("x-request-id"))).toMatchObject([
      {
        trace_name: "replaceKey",
        resource_id: oldId,
        details: { replacedBy: newId, tags: 1, grants: 1, aliasObjects: "alias/orders-app" },
      },
      { trace_name: "createKey", resource_id: newId, alias: "orders-2027", details: { replaces: oldId } },
      { trace_name: "createGrant", resource_id: newId, details: { grantee: "2".repeat(32), operations: "encrypt-data,describe-key" } },
      { trace_name: "associateAlias", resource_id: newId, details: { aliasObject: "alias/orders-app" } },
    ]);
    const [was, is] = [await details(oldId), await details(newId)];
    expect(is).toMatchObject({
      key_alias: "orders-2027",
      key_state: "2",
      key_description: "Encrypts orders",
      key_rotation_enabled: "true",
    });
    for (const field of ["key_spec", "key_usage", "origin", "sys_enterprise_project_id"]) expect(is[field]).toBe(was[field]);
    expect(was).toMatchObject({ key_alias: "orders", key_state: "2" });
    const tags = await api.send("GET", `/v1.0/${api.projectId}/kms/${newId}/tags`);
    expect(tags.body.tags).toEqual([{ key: "team", value: "a" }]);
    const inherited = (await api.call("list-grants", { key_id: newId })).body.grants;
    expect(inherited).toMatchObject([
      { grantee_principal: "2".repeat(32), operations: ["encrypt-data", "describe-key"], issuing_principal: tenant.userId },
    ]);
    expect(inherited[0].grant_id).not.toBe(grants[1]);
    expect((await encrypt("alias/orders-app", "new order")).length).toBeGreaterThan(0);
    const byAlias = await api.call("encrypt-data", { key_id: "alias/orders-app", plain_text: "x" });
    expect(byAlias.body.key_id).toBe(newId);
    expect((await decrypt(ciphertext)).body).toMatchObject({ key_id: oldId, plain_text: "old order" });
    expect(await status(oldId)).toMatchObject({ replaced_by: newId, replaces: [] });
    expect(await status(newId)).toMatchObject({ replaced_by: "", replaces: [oldId], rotation_interval: 77 });
  });

  test.each([
    ["an unknown tag", { tag_keys: ["none"] }, "KMS.0416"],
    ["an unknown grant", { grant_ids: ["0".repeat(64)] }, "KMS.2501"],
    ["an alias object of elsewhere", { aliases: ["alias/none"] }, "KMS.0207"],
    ["an alias that is taken", { key_alias: "half" }, "KMS.1104"],
    ["a rotation setting that is none", { rotation: true }, "KMS.0313"],
    ["an alias in the place of services", { key_alias: "x/default" }, "KMS.1101"],
  ])("is not made at all with %s", async (_name, more, code) => {
    const [taken] = await sql<{ n: number }>(
      product.dataDir,
      "select count(*)::int as n from cmk where project_id = $1 and alias = 'half'",
      [api.projectId],
    );
    if (taken?.n === 0) await api.createKey("half");
    const oldId = await api.createKey(`half-${code.slice(4)}-${Object.keys(more)[0]}`);
    const count = async () => (await api.send("GET", `/v1.0/${api.projectId}/kms/user-instances`)).body.instance_num;
    const before = await count();
    expect(
      (await api.call("replace-key", { key_id: oldId, key_alias: `new-${code.slice(4)}-${Object.keys(more)[0]}`, ...more })).code,
    ).toBe(code);
    expect(await count()).toBe(before);
    expect((await status(oldId)).replaced_by).toBe("");
  });

  test("waits for its material where that is imported, and takes an alias only afterwards", async () => {
    const oldId = await api.createKey("external-old", { origin: "external" });
    // Pending import: there is nothing to replace yet.
    expect((await api.call("replace-key", { key_id: oldId, key_alias: "external-new" })).code).toBe("KMS.1301");
    await sql(product.dataDir, "update cmk set state = 'disabled' where id = $1", [oldId]);
    await api.send("POST", `/v1.0/${api.projectId}/kms/aliases`, JSON.stringify({ key_id: oldId, alias: "alias/external" }));
    const early = await api.call("replace-key", { key_id: oldId, key_alias: "external-new", aliases: ["alias/external"] });
    expect([early.status, early.code]).toEqual([400, "KMS.0308"]);
    const granted = await api.call("replace-key", { key_id: oldId, key_alias: "external-new", grant_ids: ["0".repeat(64)] });
    expect([granted.status, granted.code]).toEqual([400, "KMS.1301"]);
    const made = await api.call("replace-key", { key_id: oldId, key_alias: "external-new" });
    expect((await details(made.body.key_info.key_id)).key_state).toBe("5");
  });

  test("of an EC key is an EC key of its own", async () => {
    const oldId = await api.createKey("ec-old", { key_spec: "EC_P256" });
    const made = await api.call("replace-key", { key_id: oldId, key_alias: "ec-new" });
    const newId = made.body.key_info.key_id;
    const pem = async (id: string) => (await api.call("get-publickey", { key_id: id })).body.public_key;
    expect(await details(newId)).toMatchObject({ key_spec: "EC_P256", key_usage: "SIGN_VERIFY", key_state: "2" });
    expect(await pem(newId)).not.toBe(await pem(oldId));
  });

  test("is not for a viewer, nor for a stranger", async () => {
    const keyId = await api.createKey("not-yours");
    const viewer = await makeTenant(product, ["KMS Viewer"], tenant);
    expect((await viewer.client.call("replace-key", { key_id: keyId, key_alias: "mine" })).code).toBe("KMS.0307");
    expect((await viewer.client.call("rotate-on-demand", { key_id: keyId })).code).toBe("KMS.0307");
    expect((await viewer.client.call("get-key-rotation-status", { key_id: keyId })).status).toBe(200);
    const stranger = await makeTenant(product);
    expect((await stranger.client.call("replace-key", { key_id: keyId, key_alias: "mine" })).code).toBe("KMS.0207");
    expect((await stranger.client.call("get-key-rotation-status", { key_id: keyId })).code).toBe("KMS.0207");
  });
});
