/** What is traced, and what a trace says of it: under which right, with which version of a key, from where, and what it means from then on. */
import { createHash, randomBytes } from "node:crypto";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { REST_DOORS } from "#lib/wire/catalog";
import type { DoorRow } from "#lib/wire/door-row";
import { type ApiClient, signIn } from "../harness/api-client";
import { ConsoleClient } from "../harness/console-client";
import { sql } from "../harness/database";
import { grantTo } from "../harness/grants";
import { DEFAULT_KEY, makeService } from "../harness/services";
import { makeTenant, type Tenant } from "../harness/tenant";

const product = inject("product");
const OS_ROLE = "/v3.0/OS-ROLE/roles";
const KMS_ADMINISTRATOR = "8f2c1d0e5b7a4c39a6d4e1f09b3c7a51";
const SECURITY_ADMINISTRATOR = "c47b0fa2918e4d6cb35a7e20d1f8694b";
const TEXT = Buffer.from("hello").toString("base64");

type Row = {
  trace_name: string;
  outcome: string;
  error_code: string;
  resource_type: string;
  resource_id: string;
  alias: string;
  caller_id: string;
  right_kind: string;
  right_id: string;
  grant_id: string;
  key_version: number | null;
  source: string;
  ip: string;
  details: Record<string, unknown>;
};
type Replied = { readonly headers: { get(name: string): string | null } };

const tracesOf = (reply: Replied): Promise<Row[]> =>
  sql<Row>(product.dataDir, "select * from trace where request_id = $1 order by id", [reply.headers.get("x-request-id")]);
/** The one trace of a request. */
async function traceOf(reply: Replied): Promise<Row> {
  const [trace, ...others] = await tracesOf(reply);
  expect([trace === undefined, others.length]).toEqual([false, 0]);
  return trace as Row;
}
const rightOf = ({ right_kind, right_id, grant_id }: Row) => [right_kind, right_id, grant_id];

let tenant: Tenant;
/** Both administrator roles, in all projects. */
let admin: ApiClient;
let keyId: string;

beforeAll(async () => {
  tenant = await makeTenant(product, ["Security Administrator", "KMS Administrator"]);
  await sql(
    product.dataDir,
    "update role_assignment set project_id = null, scope = 'allProjects' where group_id in (select group_id from group_member where user_id = $1)",
    [tenant.userId],
  );
  admin = tenant.client;
  keyId = await admin.createKey("traced");
});

const unique = (what: string) => `${what}-${randomBytes(5).toString("hex")}`;
type Statement = { Effect: "Allow" | "Deny"; Action: string[]; Condition?: object };
async function makePolicy(...Statement: Statement[]): Promise<string> {
  const role = { display_name: unique("policy"), type: "XA", description: "", policy: { Version: "1.1", Statement } };
  const reply = await admin.send("POST", OS_ROLE, JSON.stringify({ role }));
  expect(reply.status).toBe(201);
  return reply.body.role.id;
}
/** Somebody whose group holds these policies and roles in the project. */
async function somebody(...roles: string[]) {
  const [name, password] = [unique("somebody"), randomBytes(12).toString("hex")];
  const group = (await admin.send("POST", "/v3/groups", JSON.stringify({ group: { name: unique("group") } }))).body.group.id as string;
  const user = (await admin.send("POST", "/v3/users", JSON.stringify({ user: { name, password } }))).body.user.id as string;
  await admin.send("PUT", `/v3/groups/${group}/users/${user}`);
  for (const role of roles) {
    expect((await admin.send("PUT", `/v3/projects/${tenant.projectId}/groups/${group}/roles/${role}`)).status).toBe(204);
  }
  const who = { account: tenant.account, name, password };
  return { user, group, who, client: await signIn(product.apiUrl, who, { project: { id: tenant.projectId } }) };
}
const encrypt = (client: ApiClient, key_id = keyId) => client.call("encrypt-data", { key_id, plain_text: TEXT });

describe("a read", () => {
  test("that was done leaves no trace, but the one that tells what a deletion would break", async () => {
    for (const verb of ["describe-key", "list-keys", "get-key-rotation-status"]) {
      const reply = await admin.call(verb, { key_id: keyId });
      expect([verb, reply.status, await tracesOf(reply)]).toEqual([verb, 200, []]);
    }
    const listed = await admin.send("GET", "/v3/users");
    expect([listed.status, await tracesOf(listed)]).toEqual([200, []]);
    const tips = await admin.call("delete-key-risk-tips", { key_id: keyId });
    expect(await traceOf(tips)).toMatchObject({ trace_name: "deleteKeyRiskTips", outcome: "normal", resource_id: keyId, alias: "traced" });
  });

  test("that was refused leaves one that says what was asked for, of a known caller", async () => {
    const { client, user } = await somebody();
    const refused = await client.call("describe-key", { key_id: keyId });
    expect(refused.status).toBe(403);
    expect(await traceOf(refused)).toMatchObject({
      trace_name: "describeKey",
      outcome: "warning",
      error_code: refused.code,
      resource_type: "cmk",
      resource_id: keyId,
      caller_id: user,
      right_kind: "",
      right_id: "",
    });
    const missing = await admin.call("describe-key", { key_id: "0d0466b0-e727-4d9c-b35d-f84bb474a37f" });
    expect([missing.status, (await traceOf(missing)).trace_name]).toEqual([404, "describeKey"]);
    const wrong = await admin.call("list-keys", { limit: "many" });
    expect(await traceOf(wrong)).toMatchObject({ trace_name: "listKeys", error_code: wrong.code, outcome: "warning" });
    const listed = await client.send("GET", "/v3/users");
    expect(await traceOf(listed)).toMatchObject({ trace_name: "listUsers", resource_type: "user", outcome: "warning" });
    const shown = await client.send("GET", `/v3/projects/${tenant.projectId}`);
    expect(await traceOf(shown)).toMatchObject({ trace_name: "getProject", resource_type: "project", resource_id: tenant.projectId });
  });

  test("that a stranger sent leaves none", async () => {
    for (const token of [undefined, "no token at all", randomBytes(32).toString("base64url")]) {
      const reply = await fetch(`${product.apiUrl}/v1.0/${tenant.projectId}/kms/describe-key`, {
        method: "POST",
        headers: { "Content-Type": "application/json", ...(token !== undefined && { "X-Auth-Token": token }) },
        body: JSON.stringify({ key_id: keyId }),
      });
      expect([reply.status, await tracesOf(reply)]).toEqual([401, []]);
    }
  });
});

describe("the right that a call rested on", () => {
  test("is a system role, by its ID", async () => {
    expect(rightOf(await traceOf(await encrypt(admin)))).toEqual(["role", KMS_ADMINISTRATOR, ""]);
    const group = await admin.send("POST", "/v3/groups", JSON.stringify({ group: { name: unique("by-role") } }));
    expect(rightOf(await traceOf(group))).toEqual(["role", SECURITY_ADMINISTRATOR, ""]);
  });

  test("is a statement of a policy, by its place; and a Deny is named by whose statement it was refused", async () => {
    const policy = await makePolicy(
      { Effect: "Deny", Action: ["kms:cmk:disable"] },
      { Effect: "Allow", Action: ["kms:cmk:get"] },
      { Effect: "Allow", Action: ["kms:cmk:crypto", "kms:cmk:disable"] },
    );
    const { client } = await somebody(policy);
    // The second time the caller is known, and the call runs ahead.
    for (let turn = 0; turn < 3; turn++) expect(rightOf(await traceOf(await encrypt(client)))).toEqual(["statement", `${policy}#2`, ""]);
    const denied = await client.call("disable-key", { key_id: keyId });
    expect(denied.status).toBe(403);
    expect(await traceOf(denied)).toMatchObject({ outcome: "warning", right_kind: "statement", right_id: `${policy}#0`, grant_id: "" });
    const nothing = await client.call("enable-key", { key_id: keyId });
    expect([nothing.status, ...rightOf(await traceOf(nothing))]).toEqual([403, "", "", ""]);
  });

  test("is a grant, and so is the one by which a grant is passed on", async () => {
    const { client, user } = await somebody();
    const grant = await grantTo(admin, keyId, user, ["encrypt-data", "create-grant"]);
    expect(rightOf(await traceOf(await encrypt(client)))).toEqual(["grant", grant, grant]);
    const other = (await somebody()).user;
    const passed = await client.call("create-grant", { key_id: keyId, grantee_principal: other, operations: ["encrypt-data"] });
    expect(passed.status).toBe(200);
    const trace = await traceOf(passed);
    expect(rightOf(trace)).toEqual(["grant", grant, grant]);
    expect(trace.details).toMatchObject({ grantId: passed.body.grant_id, grantee: other, granteeType: "user", operations: "encrypt-data" });
    const beyond = await client.call("create-grant", { key_id: keyId, grantee_principal: other, operations: ["decrypt-data"] });
    const refused = await traceOf(beyond);
    expect([beyond.status, refused.outcome, ...rightOf(refused)]).toEqual([403, "warning", "", "", ""]);
  });

  test("is that it was about oneself, or that everybody may", async () => {
    const { client, user } = await somebody();
    const own = await client.send("POST", "/v3.0/OS-CREDENTIAL/credentials", JSON.stringify({ credential: { user_id: user } }));
    expect(own.status).toBe(201);
    expect(rightOf(await traceOf(own))).toEqual(["own", "", ""]);
    const signedOut = await client.send("DELETE", "/v3/auth/tokens", undefined, { "X-Subject-Token": client.token });
    expect(signedOut.status).toBe(204);
    expect(await traceOf(signedOut)).toMatchObject({ trace_name: "deleteToken", right_kind: "everybody", caller_id: user });
  });

  test("is that a cloud service uses its own default master key", async () => {
    const { client, userId } = await makeService(product, tenant, "evs");
    const made = await client.call("create-datakey", { key_id: DEFAULT_KEY("evs"), datakey_length: "256" });
    expect(made.status).toBe(200);
    const traces = await tracesOf(made);
    expect(traces.map(({ trace_name, right_kind, key_version, caller_id }) => [trace_name, right_kind, key_version, caller_id])).toEqual([
      ["createKey", "defaultKey", null, userId],
      ["createDataKey", "defaultKey", 0, userId],
    ]);
  });

  test("is each key's own where many are changed at once", async () => {
    const [team, open, closed] = await Promise.all([admin.createKey("team"), admin.createKey("open"), admin.createKey("closed")]);
    for (const [id, value] of [
      [team, "pay"],
      [closed, "secret"],
    ] as const) {
      await admin.send("POST", `/v1.0/${tenant.projectId}/kms/${id}/tags`, JSON.stringify({ tag: { key: "team", value } }));
    }
    const tagIs = (value: string) => ({ StringEquals: { "g:ResourceTag/team": [value] } });
    const policy = await makePolicy(
      { Effect: "Allow", Action: ["kms:cmk:disable"], Condition: tagIs("pay") },
      { Effect: "Deny", Action: ["kms:cmk:disable"], Condition: tagIs("secret") },
    );
    const { client } = await somebody(policy);
    const reply = await client.call("batch-change-keys", { action: "disable", key_ids: [team, open, closed] });
    expect(reply.status).toBe(200);
    const rights = (await tracesOf(reply)).map((row) => [row.resource_id, row.outcome, ...rightOf(row)]);
    expect(rights.sort()).toEqual(
      [
        [team, "normal", "statement", `${policy}#0`, ""],
        [open, "warning", "", "", ""],
        [closed, "warning", "statement", `${policy}#1`, ""],
      ].sort(),
    );
  });
});

describe("the version of the key", () => {
  test("is the one that worked: the newest encrypts, the ciphertext's decrypts, and a refused call has none", async () => {
    const id = await admin.createKey("versions");
    const old = await encrypt(admin, id);
    expect((await admin.call("rotate-on-demand", { key_id: id })).status).toBe(200);
    const versionOf = async (reply: Replied) => (await traceOf(reply)).key_version;
    const versions = [await versionOf(old), await versionOf(await encrypt(admin, id))];
    for (let turn = 0; turn < 2; turn++)
      versions.push(await versionOf(await admin.call("decrypt-data", { cipher_text: old.body.cipher_text })));
    versions.push(await versionOf(await admin.call("create-datakey", { key_id: id, datakey_length: "256" })));
    expect(versions).toEqual([0, 1, 0, 0, 1]);
    const disabled = await admin.call("disable-key", { key_id: id });
    expect(await traceOf(disabled)).toMatchObject({ key_version: null, details: { state: "disabled" } });
    const refused = await encrypt(admin, id);
    expect(await traceOf(refused)).toMatchObject({ key_version: null, outcome: "warning", right_id: KMS_ADMINISTRATOR });
  });

  test("is told of both keys of a re-encryption, of signatures and of MACs, and of nothing that uses no key", async () => {
    const [source, target] = await Promise.all([admin.createKey("source"), admin.createKey("target")]);
    await admin.call("rotate-on-demand", { key_id: target });
    const { cipher_text } = (await encrypt(admin, source)).body;
    const again = await admin.call("re-encrypt", { destination_key_id: target, cipher_text });
    expect(again.status).toBe(200);
    expect(await traceOf(again)).toMatchObject({
      key_version: 0,
      resource_id: source,
      details: { secondKey: target, secondKeyVersion: 1 },
    });
    const pair = await admin.createKey("pair", { key_spec: "EC_P256" });
    const digest = createHash("sha256").update("x").digest("base64");
    const signed = await admin.call("sign", { key_id: pair, message: digest, message_type: "DIGEST", signing_algorithm: "ECDSA_SHA_256" });
    expect(await traceOf(signed)).toMatchObject({ trace_name: "sign", key_version: 0 });
    const random = await admin.call("gen-random", { random_data_length: "512" });
    expect(await traceOf(random)).toMatchObject({ trace_name: "genRandom", resource_type: "rng", key_version: null });
  });
});

describe("a change of power", () => {
  test("says all that it means from then on", async () => {
    const policy = { Version: "1.1", Statement: [{ Effect: "Allow", Action: ["kms:cmk:get"] }] };
    const made = await admin.send(
      "POST",
      OS_ROLE,
      JSON.stringify({ role: { display_name: unique("meaning"), type: "XA", description: "", policy } }),
    );
    const role = made.body.role;
    const trace = await traceOf(made);
    expect(trace).toMatchObject({ trace_name: "createPolicy", resource_type: "policy", resource_id: role.id, alias: role.display_name });
    expect(JSON.parse(String(trace.details.policy))).toEqual(policy);
    const { group, user } = await somebody();
    const attached = await admin.send("PUT", `/v3/projects/${tenant.projectId}/groups/${group}/roles/${role.id}`);
    expect(await traceOf(attached)).toMatchObject({
      trace_name: "assignRole",
      resource_id: group,
      details: { roleId: role.id, role: role.display_name, scope: "project", project: tenant.projectId },
    });
    const left = await admin.send("DELETE", `/v3/groups/${group}/users/${user}`);
    expect(await traceOf(left)).toMatchObject({ trace_name: "removeUserFromGroup", resource_id: group, details: { userId: user } });
    const off = await admin.send("PATCH", `/v3/users/${user}`, JSON.stringify({ user: { enabled: false } }));
    expect(await traceOf(off)).toMatchObject({ trace_name: "updateUser", resource_id: user, details: { enabled: false } });
  });

  test("of a key says its state, when it is due, and what its tags are, by which policies go", async () => {
    const id = await admin.createKey("moved");
    const tags = [{ key: "team", value: "pay" }];
    const path = `/v1.0/${tenant.projectId}/kms/${id}/tags/action`;
    const tagged = await admin.send("POST", path, JSON.stringify({ action: "create", tags }));
    expect(tagged.status).toBe(204);
    expect(JSON.parse(String((await traceOf(tagged)).details.tags))).toEqual(tags);
    const scheduled = await admin.call("schedule-key-deletion", { key_id: id, pending_days: "7" });
    expect((await traceOf(scheduled)).details).toEqual({
      state: "pendingDeletion",
      pendingDays: 7,
      scheduledDeletionAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    });
    expect((await traceOf(await admin.call("cancel-key-deletion", { key_id: id }))).details).toEqual({ state: "disabled" });
    expect((await traceOf(await admin.call("enable-key", { key_id: id }))).details).toEqual({ state: "enabled" });
  });
});

/** Long enough to be found by, and of the same form as the example's. */
function markerLike(example: unknown): string {
  const text = String(example);
  const length = Math.max(text.length, 24);
  if (/^[0-9a-f]+$/i.test(text)) return randomBytes(length).toString("hex").slice(0, length);
  if (/^[A-Za-z0-9+/=]+$/.test(text))
    return randomBytes(length)
      .toString("base64")
      .slice(0, length - (length % 4));
  return `Planted-${randomBytes(length).toString("hex").slice(0, length)}`;
}

test("no operation lets anything that is secret into a trace, whether it is done, refused for its caller or for its input", async () => {
  const { client, user } = await somebody();
  const markers: string[] = [];
  const fill = (value: unknown, secrets: readonly string[]): unknown => {
    if (Array.isArray(value)) return value.map((item) => fill(item, secrets));
    if (typeof value !== "object" || value === null) return value;
    const filled = Object.entries(value).map(([name, held]) => {
      if (name === "key_id" || name === "destination_key_id") return [name, keyId];
      if (name === "user_id") return [name, user];
      if (!secrets.includes(name)) return [name, fill(held, secrets)];
      const marker = markerLike(held);
      markers.push(marker);
      return [name, marker];
    });
    return Object.fromEntries(filled);
  };
  const doors = Object.values<DoorRow>(REST_DOORS).filter(({ example, secretFields }) => example !== undefined && secretFields.length > 0);
  const requestIds: string[] = [];
  for (const { method, path, example, secretFields } of doors) {
    const at = path.replace(":project_id", tenant.projectId).replace(":key_id", keyId).replace(/:\w+/g, user);
    const body = JSON.stringify(fill(example, secretFields));
    for (const [sender, text] of [
      [admin, body],
      [client, body],
      [admin, `{"more":1,${body.slice(1)}`],
    ] as const) {
      const reply = await fetch(product.apiUrl + at, {
        method,
        headers: { "Content-Type": "application/json", "X-Auth-Token": sender.token },
        body: text,
      });
      await reply.arrayBuffer();
      requestIds.push(reply.headers.get("x-request-id") ?? "");
    }
  }
  const rows = await sql<{ text: string }>(product.dataDir, "select to_jsonb(t)::text as text from trace t where request_id = any($1)", [
    requestIds,
  ]);
  const written = rows.map(({ text }) => text.toLowerCase()).join("\n");
  expect([doors.length > 12, markers.length > 12, rows.length > 2 * doors.length]).toEqual([true, true, true]);
  for (const marker of markers) {
    const forms = [marker, Buffer.from(marker).toString("hex"), Buffer.from(marker).toString("base64").replace(/=+$/, "").slice(0, -1)];
    for (const form of forms) expect([form, written.includes(form.toLowerCase())]).toEqual([form, false]);
  }
});

describe("without proxies that are trusted", () => {
  const FORGED = { "X-Forwarded-For": "203.0.113.9, 198.51.100.7" };

  test("what a caller says of its address counts for nothing, at the API and at the console", async () => {
    const reply = await admin.send(
      "POST",
      `/v1.0/${tenant.projectId}/kms/gen-random`,
      JSON.stringify({ random_data_length: "512" }),
      FORGED,
    );
    expect(await traceOf(reply)).toMatchObject({ ip: "127.0.0.1", source: "api" });
    const { who, user } = await somebody(KMS_ADMINISTRATOR);
    const browser = new ConsoleClient(product.consoleUrl, product.consoleUrl, FORGED);
    expect((await browser.signIn({ account: who.account, userName: who.name, password: who.password })).status).toBe(200);
    const changed = await browser.callAction(`/${tenant.projectName}/keys`, "updateKeyDescription", [
      tenant.projectId,
      keyId,
      "by the console",
    ]);
    expect(await changed.text()).toContain('"ok":true');
    await browser.callAction(`/${tenant.projectName}/keys`, "signOut", []);
    const rows = await sql<Row>(product.dataDir, "select * from trace where caller_id = $1 and source = 'console' order by id", [user]);
    const named = rows.map(({ trace_name, ip, outcome }) => [trace_name, ip, outcome]);
    expect(named).toContainEqual(["updateKeyDescription", "127.0.0.1", "normal"]);
    expect(named.at(0)).toEqual(["createToken", "127.0.0.1", "normal"]);
    expect(named.at(-1)).toEqual(["deleteToken", "127.0.0.1", "normal"]);
    expect(new Set(rows.map(({ ip }) => ip))).toEqual(new Set(["127.0.0.1"]));
  });

  test("a failed sign-in of somebody who is known names them, and rests on nothing, as one that went well does", async () => {
    const { who, user } = await somebody();
    await expect(signIn(product.apiUrl, { ...who, password: "wrong-wrong-wrong" }, undefined)).rejects.toThrow("401");
    const rows = await sql<Row>(product.dataDir, "select * from trace where caller_id = $1 and trace_name = 'createToken' order by id", [
      user,
    ]);
    expect(rows.map((row) => [row.outcome, ...rightOf(row)])).toEqual([
      ["normal", "", "", ""],
      ["warning", "", "", ""],
    ]);
  });
});
