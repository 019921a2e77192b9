/** The step-up: what a session of the console may do only when it was shown within five minutes whose it is. */
import { beforeAll, expect, inject, test } from "vitest";
import { OPERATIONS } from "#lib/operations/catalog";
import { ApiClient, passwordRequest, requestToken } from "../harness/api-client";
import { ConsoleSide } from "../harness/console-side";
import { sql } from "../harness/database";
import { makeTenant, sha256, type Tenant, tracesOf } from "../harness/tenant";

const product = inject("product");
const STEP_UP = "/v3.0/OS-SESSION/step-up";
const NEEDED = [403, "IAM.0041"];
let tenant: Tenant;

beforeAll(async () => {
  tenant = await makeTenant(product);
});

const browserOf = (who = tenant) => ConsoleSide.signIn(product, who, { project: { id: who.projectId } });
const stepUp = (client: ApiClient, shown: object) => client.send("POST", STEP_UP, JSON.stringify(shown));
const fresh = () => `step-${Math.random().toString(36).slice(2)}`;
/** Schedules the deletion of a key of its own. */
async function deletes(client: ApiClient, who = tenant) {
  const key_id = await who.client.createKey(fresh());
  const reply = await client.call("schedule-key-deletion", { key_id, pending_days: 7 });
  const [key] = await sql<{ state: string }>(product.dataDir, "select state from cmk where id = $1", [key_id]);
  expect(key?.state).toBe(reply.status === 200 ? "pendingDeletion" : "enabled");
  return [reply.status, reply.code];
}
const DONE = [200, ""];

/** As if the session's last step-up were so long ago. */
async function age({ token }: ApiClient, interval: string) {
  await sql(
    product.dataDir,
    "update session set stepped_up_at = now() - $2::interval where id = (select session_id from auth_token where hash = $1)",
    [sha256(token), interval],
  );
}

test("what needs a step-up is what ends keys and material, and what changes who may do what", () => {
  const marked = Object.entries(OPERATIONS).flatMap(([name, row]) => ("needsStepUp" in row ? [name] : []));
  for (const name of [
    "scheduleKeyDeletion",
    "deleteImportedKeyMaterial",
    "changeKeys",
    "addUserToGroup",
    "removeUserFromGroup",
    "deleteGroup",
    "assignRoleInProject",
    "assignRoleInAccount",
    "unassignRoleInProject",
    "unassignRoleInAccount",
    "createPolicy",
    "updatePolicy",
    "deletePolicy",
    "updateUser",
    "createAccessKey",
  ])
    expect(marked).toContain(name);
  for (const name of ["createToken", "stepUp", "endOwnSession", "endOtherSessions", "encryptData", "createKey", "disableKey"])
    expect(marked).not.toContain(name);
});

test("a sign-in is one, and is good for five minutes; then the password is asked for, and is good for five minutes", async () => {
  const browser = await browserOf();
  expect(await deletes(browser)).toEqual(DONE);
  await age(browser, "4 minutes 50 seconds");
  expect(await deletes(browser)).toEqual(DONE);
  await age(browser, "5 minutes");
  expect(await deletes(browser)).toEqual(NEEDED);
  const before = Date.now();
  const reply = await stepUp(browser, { password: tenant.password });
  expect(reply.status).toBe(200);
  expect(Date.parse(reply.body.until) - before).toBeGreaterThanOrEqual(300_000);
  expect(Date.parse(reply.body.until) - Date.now()).toBeLessThanOrEqual(300_000);
  expect(await tracesOf(product, reply.headers.get("x-request-id"))).toMatchObject([
    { trace_name: "stepUp", outcome: "normal", details: { method: "password" }, source: "console" },
  ]);
  expect(await deletes(browser)).toEqual(DONE);
  await age(browser, "5 minutes 1 second");
  expect(await deletes(browser)).toEqual(NEEDED);
  await age(browser, "-1 hour");
  expect(await deletes(browser)).toEqual(NEEDED);
});

test("what was refused for want of one is traced, and what the session may not do anyway is refused as that", async () => {
  const browser = await browserOf();
  await age(browser, "1 hour");
  const key_id = await tenant.client.createKey(fresh());
  const refused = await browser.call("schedule-key-deletion", { key_id, pending_days: 7 });
  expect(await tracesOf(product, refused.headers.get("x-request-id"))).toMatchObject([
    { trace_name: "scheduleKeyDeletion", outcome: "warning", error_code: "IAM.0041", resource_id: key_id },
  ]);
  const viewer = await makeTenant(product, ["KMS Viewer"], tenant);
  const looking = await browserOf(viewer);
  await age(looking, "1 hour");
  expect(await deletes(looking)).toEqual([403, "KMS.0307"]);
  // What is wrong with the input is told before.
  expect((await browser.call("schedule-key-deletion", { key_id, pending_days: 1 })).code).toBe("KMS.1401");
});

test("many keys are ended only after one, and changed otherwise without", async () => {
  const browser = await browserOf();
  await age(browser, "1 hour");
  const key_ids = [await tenant.client.createKey(fresh())];
  const change = async (action: string, more = {}) => {
    const reply = await browser.call("batch-change-keys", { action, key_ids, ...more });
    return [reply.status, reply.code];
  };
  expect(await change("schedule_deletion", { pending_days: 7 })).toEqual(NEEDED);
  expect(await change("disable")).toEqual(DONE);
  await stepUp(browser, { password: tenant.password });
  expect(await change("schedule_deletion", { pending_days: 7 })).toEqual(DONE);
});

test("another's password is set only after one, and other facts of a person without", async () => {
  const administrator = await makeTenant(product, ["Security Administrator"], tenant);
  await sql(
    product.dataDir,
    "update role_assignment set project_id = null, scope = 'allProjects' where group_id in (select group_id from group_member where user_id = $1)",
    [administrator.userId],
  );
  const browser = await browserOf(administrator);
  await age(browser, "1 hour");
  const change = async (user: object) => {
    const reply = await browser.send("PATCH", `/v3/users/${tenant.userId}`, JSON.stringify({ user }));
    return [reply.status, reply.code];
  };
  expect(await change({ password: "five quiet herons dance" })).toEqual(NEEDED);
  expect(await change({ description: "x" })).toEqual(DONE);
});

test("it is the session's own: tokens exchanged in it have it, before and after, and other sessions of the user do not", async () => {
  const [one, other] = [await ConsoleSide.signIn(product, tenant), await browserOf()];
  const early = await one.exchange({ project: { id: tenant.projectId } });
  for (const client of [one, other]) await age(client, "1 hour");
  expect(await deletes(early)).toEqual(NEEDED);
  expect((await stepUp(one, { password: tenant.password })).status).toBe(200);
  const late = await early.exchange({ project: { id: tenant.projectId } });
  expect([await deletes(early), await deletes(late), await deletes(other)]).toEqual([DONE, DONE, NEEDED]);
  const { id } = (await one.send("GET", "/v3.0/OS-SESSION/sessions")).body.sessions[0];
  expect((await other.send("DELETE", `/v3.0/OS-SESSION/sessions/${id}`)).status).toBe(204);
  expect((await stepUp(one, { password: tenant.password })).status).toBe(401);
  expect((await deletes(early))[0]).toBe(401);
});

test("a token of the console needs it whoever shows it, and a token of the API and an access key need none and get none", async () => {
  const browser = await browserOf();
  await age(browser, "1 hour");
  const stolen = new ApiClient(product.apiUrl, browser.token, tenant.projectId);
  expect(await deletes(stolen)).toEqual(NEEDED);
  expect(await deletes(tenant.client)).toEqual(DONE);
  const borrowed = new ConsoleSide(product, tenant.client.token, tenant.projectId);
  for (const client of [tenant.client, borrowed]) {
    const reply = await stepUp(client, { password: tenant.password });
    expect([reply.status, reply.code]).toEqual([403, "KMS.0307"]);
  }
  const rows = await sql(product.dataDir, "select from session where user_id = $1 and source = 'api' and stepped_up_at is not null", [
    tenant.userId,
  ]);
  expect(rows).toEqual([]);
});

test("a console's token that is older than sessions is asked to sign in anew", async () => {
  const browser = await browserOf();
  await sql(product.dataDir, "update auth_token set session_id = null where hash = $1", [sha256(browser.token)]);
  expect(await deletes(browser)).toEqual(NEEDED);
  const reply = await stepUp(browser, { password: tenant.password });
  expect(reply.status).toBe(401);
  expect(reply.body.error.message).toMatch(/Sign in again/);
});

test("a wrong password steps nothing up, is traced without it, and is not looked at for ever", async () => {
  const own = await makeTenant(product);
  const browser = await browserOf(own);
  await age(browser, "1 hour");
  const wrong = "wrong-password-0123";
  const reply = await stepUp(browser, { password: wrong });
  expect([reply.status, reply.code]).toEqual([400, "IAM.1103"]);
  const traces = await tracesOf(product, reply.headers.get("x-request-id"));
  expect(traces).toMatchObject([{ trace_name: "stepUp", outcome: "warning", error_code: "IAM.1103" }]);
  expect(JSON.stringify([traces, reply.body])).not.toContain(wrong);
  expect(await deletes(browser, own)).toEqual(NEEDED);
  const codes: string[] = [];
  for (let tries = 0; tries < 8; tries++) codes.push((await stepUp(browser, { password: wrong })).code);
  expect(codes.at(-1)).toBe("APIGW.0308");
  // Not even the right one, from whatever session of the user, until the wait is over.
  for (const client of [browser, await browserOf(own)]) expect((await stepUp(client, { password: own.password })).status).toBe(429);
  expect(await deletes(browser, own)).toEqual(NEEDED);
});

test.each([
  [{}, "KMS.0204"],
  [{ password: "" }, "KMS.0204"],
  [{ password: ["x"] }, "KMS.0308"],
  [{ password: "x".repeat(1025) }, "KMS.0308"],
  [{ password: "x\ud800" }, "KMS.0308"],
  [{ password: "x", passcode: "123456" }, "KMS.0308"],
])("of %j nothing is looked at", async (shown, code) => {
  const reply = await stepUp(await browserOf(), shown);
  expect([reply.status, reply.code]).toEqual([400, code]);
});

test("a sign-in that never was the console's is not made one by a header", async () => {
  const reply = await requestToken(product.apiUrl, passwordRequest({ ...tenant, name: tenant.userName }, undefined), {
    "X-Kms-Console": "x",
  });
  const client = new ApiClient(product.apiUrl, reply.headers.get("x-subject-token") ?? "");
  expect((await stepUp(client, { password: tenant.password })).status).toBe(403);
});
