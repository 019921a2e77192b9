/** Sessions: what a sign-in begins, who sees it, and what ends it. */
import { beforeAll, expect, inject, test } from "vitest";
import { ApiClient, passwordRequest, requestToken } from "../harness/api-client";
import { ConsoleSide } from "../harness/console-side";
import { sql } from "../harness/database";
import { makeTenant, sha256, type Tenant, tracesOf } from "../harness/tenant";
import { tokenRequest } from "../harness/token-from";

const product = inject("product");
let tenant: Tenant;
let stranger: Tenant;

beforeAll(async () => {
  [tenant, stranger] = [await makeTenant(product), await makeTenant(product)];
});

const SESSIONS = "/v3.0/OS-SESSION/sessions";
const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
const signedIn = (who = tenant, browser = {}) => ConsoleSide.signIn(product, who, { project: { id: who.projectId } }, browser);
const isGood = async (client: ApiClient) => (await client.send("GET", "/v3/auth/projects")).status === 200;
type Listed = { id: string; is_current: boolean; source: string; ip: string; network: string; agent: string; is_mfa_present: boolean };
const listOf = async (client: ApiClient): Promise<Listed[]> => (await client.send("GET", SESSIONS)).body.sessions;
const currentOf = async (client: ApiClient) => (await listOf(client)).find((session) => session.is_current) as Listed;
const rowOf = async (id: string) => (await sql<Record<string, unknown>>(product.dataDir, "select * from session where id = $1", [id]))[0];
const sessionIdOf = async ({ token }: ApiClient) =>
  (await sql<{ session_id: string }>(product.dataDir, "select session_id from auth_token where hash = $1", [sha256(token)]))[0]?.session_id;

test("a sign-in is a session with its place and client, of the console or the API, and its exchanges belong to it", async () => {
  const own = await makeTenant(product);
  const browser = await signedIn(own, { ip: "2001:db8:1:2:3::4", agent: FIREFOX });
  const again = await browser.exchange({ project: { id: own.projectId } });
  const sessions = await listOf(browser);
  expect(sessions.map(({ is_current, source }) => [is_current, source])).toEqual([
    [true, "console"],
    [false, "api"],
  ]);
  expect(sessions[0]).toMatchObject({ ip: "2001:db8:1:2:3::4", network: "2001:db8:1:2::/64", agent: FIREFOX, is_mfa_present: false });
  expect(await listOf(again)).toEqual(sessions);
  expect(await sessionIdOf(again)).toBe(sessions[0]?.id);
  expect((await listOf(own.client)).map(({ is_current, source }) => [is_current, source])).toEqual([
    [true, "api"],
    [false, "console"],
  ]);
  const text = JSON.stringify((await browser.send("GET", SESSIONS)).body);
  for (const secret of [browser.token, own.client.token, own.password]) expect(text).not.toContain(secret);
});

test("what a client calls itself is one line of what can be shown, and not long", async () => {
  for (const agent of [`x${"é".repeat(300)}`, "<b>\u0085e\u00advil\u009b</b>", "\u00e2\u0080\u00ae evil"]) {
    const { agent: shown } = await currentOf(await signedIn(tenant, { agent }));
    expect(shown).toMatch(/^[\p{L}\p{M}\p{N}\p{P}\p{S} ]{1,200}$/u);
  }
  // Whoever is not the console speaks for itself, and its address is that of its connection.
  const reply = await requestToken(product.apiUrl, passwordRequest({ ...tenant, name: tenant.userName }, undefined), {
    "User-Agent": "backup/1.0",
    "X-Forwarded-For": "192.0.2.9",
    "X-Kms-Console": "guess",
  });
  const client = new ApiClient(product.apiUrl, reply.headers.get("x-subject-token") ?? "");
  expect(await currentOf(client)).toMatchObject({ source: "api", ip: "127.0.0.1", agent: "backup/1.0" });
});

test("a session that is ended is over for all its tokens at the next request, calls on a guess too, and for no other session", async () => {
  const [lost, kept] = [await signedIn(), await signedIn()];
  const unscoped = await ConsoleSide.signIn(product, tenant);
  const exchanged = await unscoped.exchange({ project: { id: tenant.projectId } });
  const program = await ConsoleSide.signIn(product, tenant, { project: { id: tenant.projectId } });
  const key_id = await tenant.client.createKey(`s-${Date.now()}`);
  const api = await requestToken(
    product.apiUrl,
    passwordRequest({ ...tenant, name: tenant.userName }, { project: { id: tenant.projectId } }),
  );
  const guessed = new ApiClient(product.apiUrl, api.headers.get("x-subject-token") ?? "", tenant.projectId);
  for (let calls = 0; calls < 4; calls++) expect((await guessed.call("encrypt-data", { key_id, plain_text: "x" })).status).toBe(200);
  const ended = [lost, unscoped, guessed];
  for (const client of ended) {
    const { id } = await currentOf(client);
    const reply = await kept.send("DELETE", `${SESSIONS}/${id}`);
    expect(reply.status).toBe(204);
    expect(await tracesOf(product, reply.headers.get("x-request-id"))).toMatchObject([
      { trace_name: "endSession", outcome: "normal", resource_id: id, caller_id: tenant.userId },
    ]);
    expect(await rowOf(id)).toBeUndefined();
    expect((await kept.send("DELETE", `${SESSIONS}/${id}`)).status).toBe(404);
  }
  expect((await guessed.call("encrypt-data", { key_id, plain_text: "x" })).status).toBe(401);
  for (const client of [lost, unscoped, exchanged, guessed]) {
    expect(await isGood(client)).toBe(false);
    expect((await requestToken(product.apiUrl, tokenRequest(client.token))).status).toBe(401);
  }
  for (const client of [kept, program, tenant.client]) expect(await isGood(client)).toBe(true);
});

test("a session of somebody else does not exist, and what is no ID names none", async () => {
  const { id } = await currentOf(stranger.client);
  for (const named of [id, "0".repeat(32), "nonsense", id.toUpperCase(), "%00"]) {
    const reply = await tenant.client.send("DELETE", `${SESSIONS}/${named}`);
    expect([named, reply.status]).toEqual([named, 404]);
  }
  expect(await isGood(stranger.client)).toBe(true);
});

test("all other sessions are ended at once, those of before sessions too, and the one that asks stays", async () => {
  const own = await makeTenant(product);
  const [one, two, old] = [await signedIn(own), await signedIn(own), await signedIn(own)];
  const exchanged = await two.exchange({ project: { id: own.projectId } });
  await sql(product.dataDir, "update auth_token set session_id = null where hash = $1", [sha256(old.token)]);
  // It goes on working, and shows none of them as its own.
  expect((await listOf(old)).filter(({ is_current }) => is_current)).toEqual([]);
  await sql(product.dataDir, "delete from session s where user_id = $1 and not exists (select from auth_token where session_id = s.id)", [
    own.userId,
  ]);
  const reply = await one.send("DELETE", `${SESSIONS}/others`);
  expect([reply.status, reply.body]).toEqual([200, { ended: 2 }]);
  expect(await tracesOf(product, reply.headers.get("x-request-id"))).toMatchObject([
    { trace_name: "endOtherSessions", details: { ended: 2 }, resource_id: (await currentOf(one)).id },
  ]);
  for (const client of [two, exchanged, old, own.client]) expect(await isGood(client)).toBe(false);
  expect((await listOf(one)).map(({ is_current }) => is_current)).toEqual([true]);
  expect(await isGood(stranger.client)).toBe(true);
});

test("signing out with the sign-in's own token ends the session; with an exchanged one, that token alone", async () => {
  const browser = await ConsoleSide.signIn(product, tenant);
  const [one, two] = [
    await browser.exchange({ project: { id: tenant.projectId } }),
    await browser.exchange({ domain: { name: tenant.account } }),
  ];
  const { id } = await currentOf(browser);
  const signOut = (client: ApiClient) => client.send("DELETE", "/v3/auth/tokens", undefined, { "X-Subject-Token": client.token });
  expect((await signOut(one)).status).toBe(204);
  expect([await isGood(one), await isGood(two), await isGood(browser)]).toEqual([false, true, true]);
  expect(await rowOf(id)).toBeDefined();
  expect((await signOut(browser)).status).toBe(204);
  expect([await isGood(two), await isGood(browser)]).toEqual([false, false]);
  expect(await rowOf(id)).toBeUndefined();
});

test("an exchange that meets the end of its session gives no token", async () => {
  for (let round = 0; round < 5; round++) {
    const browser = await ConsoleSide.signIn(product, tenant);
    const { id } = await currentOf(browser);
    const exchanges = Array.from({ length: 4 }, () => browser.exchange({ project: { id: tenant.projectId } }).catch(() => null));
    const [given] = await Promise.all([Promise.all(exchanges), tenant.client.send("DELETE", `${SESSIONS}/${id}`)]);
    for (const client of given) if (client !== null) expect(await isGood(client)).toBe(false);
    expect(await sql(product.dataDir, "select from auth_token where session_id = $1", [id])).toEqual([]);
  }
});

test("a session of the console that was left alone is over at the API, with what was exchanged in it; one of the API is not", async () => {
  const browser = await ConsoleSide.signIn(product, tenant);
  const exchanged = await browser.exchange({ project: { id: tenant.projectId } });
  const [console_, api] = [(await currentOf(browser)).id, (await currentOf(tenant.client)).id];
  const limits = { idle: 60 * 60_000, life: 24 * 60 * 60_000 };
  const times = (await rowOf(console_)) as Record<"created_at" | "idle_until" | "expires_at", Date>;
  expect(times.idle_until.getTime() - times.created_at.getTime()).toBe(limits.idle);
  expect(times.expires_at.getTime() - times.created_at.getTime()).toBe(limits.life);
  expect(await rowOf(api)).toMatchObject({ idle_until: null });
  await sql(product.dataDir, "update session set last_used_at = now() - interval '3 hours' where id = any($1)", [[console_, api]]);
  expect(await isGood(exchanged)).toBe(true);
  await sql(product.dataDir, "update session set idle_until = now() where id = $1", [console_]);
  for (const client of [browser, exchanged]) {
    expect(await isGood(client)).toBe(false);
    await expect(client.exchange(undefined)).rejects.toThrow("401");
  }
  expect((await listOf(tenant.client)).map(({ id }) => id)).not.toContain(console_);
  expect(await isGood(tenant.client)).toBe(true);
});

test("a session that is used lives on; what a page asks by itself is no use of it, and only the console may say so", async () => {
  const own = await makeTenant(product);
  const [attended, open] = [await signedIn(own), await signedIn(own)];
  const ids = await Promise.all([attended, open, own.client].map(async (client) => (await currentOf(client)).id));
  const aged =
    "update session set last_used_at = now() - interval '10 minutes', idle_until = now() + interval '1 minute' where id = any($1)";
  await sql(product.dataDir, aged, [ids]);
  // What was asked before may still be written; what is asked from now on may not.
  const quiet = Date.now();
  await expect.poll(() => Date.now()).toBeGreaterThan(quiet);
  const background = { "X-Kms-Background": "1" };
  const exchange = JSON.stringify(tokenRequest(open.token, { project: { id: own.projectId } }));
  expect((await open.send("GET", "/v3/auth/projects", undefined, background)).status).toBe(200);
  expect((await open.send("POST", "/v3/auth/tokens", exchange, background)).status).toBe(201);
  expect((await attended.send("GET", "/v3/auth/projects")).status).toBe(200);
  expect((await own.client.send("GET", "/v3/auth/projects", undefined, background)).status).toBe(200);
  const lastUse = async (index: number) => ((await rowOf(ids[index] as string)) as { last_used_at: Date }).last_used_at.getTime();
  for (const index of [0, 2]) await expect.poll(() => lastUse(index), { timeout: 30_000 }).toBeGreaterThan(quiet - 60_000);
  expect(await lastUse(1)).toBeLessThanOrEqual(quiet);
  const { last_used_at, idle_until } = (await rowOf(ids[0] as string)) as Record<"last_used_at" | "idle_until", Date>;
  expect(idle_until.getTime() - last_used_at.getTime()).toBe(60 * 60_000);
});

test("a session grows no older than its hours, however much it is used", async () => {
  const browser = await ConsoleSide.signIn(product, tenant);
  const exchanged = await browser.exchange({ project: { id: tenant.projectId } });
  const { id } = await currentOf(browser);
  const ends = await sql<{ expires_at: Date }>(product.dataDir, "select expires_at from auth_token where session_id = $1", [id]);
  const session = await rowOf(id);
  expect(ends.map(({ expires_at }) => expires_at)).toEqual([session?.expires_at, session?.expires_at]);
  await sql(product.dataDir, "update auth_token set expires_at = now() where session_id = $1", [id]);
  for (const client of [browser, exchanged]) expect(await isGood(client)).toBe(false);
});

test("a disabled user's sessions are refused at the next request, and enabling brings none of them back", async () => {
  const [own, administrator] = [await makeTenant(product), await makeTenant(product)];
  const browser = await signedIn(own);
  await sql(product.dataDir, "update iam_user set enabled = false where id = $1", [own.userId]);
  for (const client of [browser, own.client]) expect(await isGood(client)).toBe(false);
  await sql(product.dataDir, "update iam_user set enabled = true where id = $1", [own.userId]);
  expect(await isGood(browser)).toBe(true);
  const colleague = await makeTenant(product, ["Security Administrator"], own);
  await sql(
    product.dataDir,
    "update role_assignment set project_id = null, scope = 'allProjects' where group_id in (select group_id from group_member where user_id = $1)",
    [colleague.userId],
  );
  const setEnabled = (enabled: boolean) => colleague.client.send("PATCH", `/v3/users/${own.userId}`, JSON.stringify({ user: { enabled } }));
  expect((await setEnabled(false)).status).toBe(200);
  expect((await setEnabled(true)).status).toBe(200);
  for (const client of [browser, own.client]) expect(await isGood(client)).toBe(false);
  expect(await sql(product.dataDir, "select from session where user_id = $1", [own.userId])).toEqual([]);
  expect(await isGood(administrator.client)).toBe(true);
});

test("one's own new password ends all sessions but the one in which it was chosen", async () => {
  const own = await makeTenant(product);
  const [here, there] = [await signedIn(own), await signedIn(own)];
  const path = `/v3/users/${own.userId}/password`;
  const user = { original_password: own.password, password: "seven sober otters swim" };
  expect((await here.send("POST", path, JSON.stringify({ user }))).status).toBe(204);
  expect([await isGood(here), await isGood(there), await isGood(own.client)]).toEqual([true, false, false]);
});
