/**
 * Two instances of one installation (one database, one token) behind a proxy that takes turns and passes on whatever Host it likes, as
 * people run them for years: sessions, server actions, what is logged, and what a wrong address or a newer database is told.
 */
import { randomBytes, randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createLog } from "#lib/base/log";
import { initialiseToken } from "#lib/hsm/pkcs11/start/initialise";
import { provision } from "#lib/hsm/testing/provision";
import { takeDataDir } from "#lib/runtime/data-dir/take-data-dir";
import { type EmbeddedPostgres, prepareEmbeddedPostgres } from "#lib/runtime/postgres/embedded-postgres";
import { provisionDatabase } from "#lib/store/database/provision-database";
import { type ApiClient, signIn } from "../harness/api-client";
import { actionIds, ConsoleClient } from "../harness/console-client";
import { databaseUrl, ownerUrl, sql } from "../harness/database";
import { giveToWorkers } from "../harness/give-to-workers";
import { childrenOf } from "../harness/processes";
import { launchProduct, type Product, startProduct } from "../harness/product";
import { type FrontProxy, startProxy } from "../harness/proxy";

const PASSWORD = "administrator-0123";
const CREDENTIALS = { account: "default", userName: "admin", password: PASSWORD };
const scratch = mkdtempSync(join(tmpdir(), "kms-proxy-"));
const databaseDir = mkdtempSync(join(tmpdir(), "kms-proxy-database-"));
const token = provision("SoftHSM2");
let postgres: EmbeddedPostgres;
let stopPostgres: () => Promise<void>;
let proxy: FrontProxy;
let settings: Record<string, string>;
let instances: Product[] = [];
let api: ApiClient;

beforeAll(async () => {
  postgres = await prepareEmbeddedPostgres(await takeDataDir(databaseDir), createLog("fatal", "test"));
  const server = postgres.launch();
  stopPostgres = () =>
    new Promise((resolve) => {
      server.once("exit", () => resolve());
      server.kill("SIGINT");
    });
  await postgres.becomeReady();
  await provisionDatabase(postgres.ownProvision);
  await initialiseToken(token.settings, { create: true, soPin: token.soPin });
  await giveToWorkers(token.directory);
  const pinFile = join(scratch, "pin");
  writeFileSync(pinFile, token.settings.pin, { mode: 0o600 });
  proxy = await startProxy();
  settings = {
    ...token.environment,
    DATABASE_URL: databaseUrl(databaseDir),
    KMS_DATABASE_OWNER_URL: ownerUrl(databaseDir),
    KMS_PKCS11_MODULE: token.settings.modulePath,
    KMS_PKCS11_TOKEN: token.settings.tokenLabel,
    KMS_PKCS11_PIN_FILE: pinFile,
    KMS_ADMIN_PASSWORD: PASSWORD,
    KMS_CONSOLE_URL: proxy.url,
    KMS_WORKERS: "1",
  };
  // At the same time, as an orchestrator does it.
  instances = await Promise.all([startProduct(settings), startProduct(settings)]);
  proxy.backends = instances.map(({ consoleUrl }) => consoleUrl);
  api = await signIn(instances[0]?.apiUrl ?? "", { account: "default", name: "admin", password: PASSWORD }, { project: { name: "eu-de" } });
}, 180_000);

afterAll(async () => {
  await Promise.all(instances.map((instance) => instance.stop()));
  await proxy.close();
  await stopPostgres();
  token.remove();
  for (const directory of [scratch, databaseDir]) rmSync(directory, { recursive: true, force: true });
});

/** Lines that an instance wrote after it said that it is ready. */
function linesSince({ output }: Pick<Product, "output">): string[] {
  const [, after = ""] = output().split(/^ {2}API {6}http.*\n/m);
  return after.split("\n").filter((line) => line !== "");
}

test.each([
  ["the client's", (client: string) => client],
  ["the client's without its port", (client: string) => client.replace(/:\d+$/, "")],
  ["the backend's", (_client: string, backend: string) => backend],
  ["a name of its own", () => "upstream"],
])("a person signs in, reads and changes across both instances, when the proxy passes this Host: %s", async (_which, hostFor) => {
  proxy.hostFor = hostFor;
  const person = new ConsoleClient(proxy.url);
  const signedIn = await person.signIn(CREDENTIALS);
  expect([signedIn.status, await signedIn.json()]).toEqual([200, { url: proxy.url }]);
  const port = new URL(proxy.url).port;
  expect([...person.cookies.keys()].sort()).toEqual(["callback", "csrf", "device", "session"].map((purpose) => `kms.${port}.${purpose}`));
  // Each instance twice.
  for (let turn = 0; turn < 4; turn++) {
    const page = await person.send("GET", "/eu-de/keys");
    expect([turn, page.status]).toEqual([turn, 200]);
    const alias = `made-${randomBytes(6).toString("hex")}`;
    const keyId = await api.createKey(alias);
    const changed = await person.callAction("/eu-de/keys", "updateKeyDescription", [api.projectId, keyId, `from turn ${turn}`]);
    expect([changed.status, await changed.text()]).toEqual([200, expect.stringContaining('"ok":true')]);
    expect((await api.call("describe-key", { key_id: keyId })).body.key_info.key_description).toBe(`from turn ${turn}`);
  }
  const signedOut = await person.callAction("/eu-de/keys", "signOut", []);
  expect(signedOut.headers.get("x-action-redirect")).toMatch(/^\/sign-in\?reason=signed-out/);
  expect(person.cookies.has(`kms.${port}.session`)).toBe(false);
});

const query = (person: ConsoleClient, name: string) => person.send("GET", `/api/query/${name}?project=${api.projectId}&input={}`);
/** Once at each instance. */
const onBoth = async (ask: () => Promise<Response>) => [(await ask()).status, (await ask()).status];

test("a session that is ended is over at the next request on every instance; others of the same person go on", async () => {
  const lost = new ConsoleClient(proxy.url, proxy.url, { "user-agent": "browser/7.0" });
  const kept = new ConsoleClient(proxy.url);
  for (const person of [lost, kept]) await person.signIn(CREDENTIALS);
  expect(await onBoth(() => query(lost, "listKeys"))).toEqual([200, 200]);
  const shown = await (await query(lost, "listOwnSessions")).json();
  const [own] = (shown as { sessions: { id: string; is_current: boolean; source: string; agent: string }[] }).sessions;
  expect(own).toMatchObject({ is_current: true, source: "console", agent: "browser/7.0" });
  expect((await api.send("DELETE", `/v3.0/OS-SESSION/sessions/${own?.id}`)).status).toBe(204);
  expect(await onBoth(() => query(lost, "listKeys"))).toEqual([401, 401]);
  expect(await onBoth(() => query(kept, "listKeys"))).toEqual([200, 200]);
});

test("a cookie that was copied before its person signed out opens nothing on either instance", async () => {
  const [person, thief] = [new ConsoleClient(proxy.url), new ConsoleClient(proxy.url)];
  await person.signIn(CREDENTIALS);
  for (const [name, value] of person.cookies) thief.cookies.set(name, value);
  expect(await onBoth(() => query(thief, "listKeys"))).toEqual([200, 200]);
  await person.callAction("/eu-de/keys", "signOut", []);
  const copied = new Map(thief.cookies);
  expect(await onBoth(() => query(thief, "listKeys"))).toEqual([401, 401]);
  for (const [name, value] of copied) thief.cookies.set(name, value);
  const page = await thief.send("GET", "/eu-de/keys");
  expect([page.status, page.headers.get("location")]).toEqual([307, expect.stringContaining("/sign-in")]);
  const action = await thief.callAction("/eu-de/keys", "updateKeyDescription", [api.projectId, randomUUID(), "x"]);
  expect(await action.text()).toContain('"status":401');
});

test("who opens the console at another address is told the right one, by page, sign-in and action, and the log names the setting", async () => {
  const [instance] = instances;
  const elsewhere = new ConsoleClient(instance?.consoleUrl ?? "");
  expect((await elsewhere.send("GET", "/sign-in")).status).toBe(200);
  const refused = await elsewhere.signIn(CREDENTIALS);
  expect([refused.status, await refused.text()]).toEqual([403, expect.stringContaining(`only at ${proxy.url}`)]);
  const changed = await elsewhere.callAction("/eu-de/keys", "signOut", []);
  expect([changed.status, changed.headers.get("content-type")]).toEqual([403, "text/plain"]);
  const form = await elsewhere.send("POST", "/api/auth/callback/credentials", "account=default", {
    "content-type": "application/x-www-form-urlencoded",
    accept: "text/html",
  });
  expect([form.status, form.headers.get("location")]).toEqual([303, "/sign-in?reason=address"]);
  const told = await (await elsewhere.send("GET", "/sign-in?reason=address")).text();
  expect(told.replaceAll(/<[^>]*>/g, "").replaceAll(/\s+/g, " ")).toContain(`This console works only at ${proxy.url}: open it there`);
  const lines = linesSince(instance as Product).filter((line) => line.includes("KMS_CONSOLE_URL"));
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { level: "warn", name: "console", origin: elsewhere.origin, publicUrl: proxy.url },
  ]);
});

test("no action and no route does anything for a page of elsewhere: Origin missing, null, foreign, or almost ours", async () => {
  const person = new ConsoleClient(proxy.url);
  await person.signIn(CREDENTIALS);
  const cookie = [...person.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  const traces = async () => (await sql(databaseDir, "select count(*)::int as n from trace"))[0];
  const before = await traces();
  const ids = actionIds();
  expect(ids.length).toBeGreaterThan(15);
  const places: [string, Record<string, string>][] = [
    ...ids.map((id): [string, Record<string, string>] => [
      "/eu-de/keys",
      { "next-action": id, "content-type": "text/plain;charset=UTF-8" },
    ]),
    ...["callback/credentials", "signout", "signin/credentials", "_log"].map((path): [string, Record<string, string>] => [
      `/api/auth/${path}`,
      { "content-type": "application/x-www-form-urlencoded" },
    ]),
    ["/api/query/listKeys", { "content-type": "application/json" }],
  ];
  for (const origin of [undefined, "null", "https://evil.example", `${proxy.url}.evil.example`, proxy.url.replace("http:", "https:")]) {
    for (const [path, headers] of places) {
      const reply = await fetch(proxy.url + path, {
        method: "POST",
        headers: { ...headers, cookie, ...(origin !== undefined && { origin }) },
        body: "[]",
        redirect: "manual",
      });
      expect([origin, path, headers["next-action"], reply.status]).toEqual([origin, path, headers["next-action"], 403]);
    }
  }
  expect(await traces()).toEqual(before);
  expect((await query(person, "listKeys")).status).toBe(200);
});

test("no client writes lines: after the start all output is JSON, whatever a Next-Action says and whatever dies", async () => {
  const [instance] = instances as [Product];
  const stranger = new ConsoleClient(instance.consoleUrl, proxy.url);
  const before = linesSince(instance).length;
  for (let turn = 0; turn < 200; turn++) {
    const id = turn % 2 === 0 ? randomBytes(21).toString("hex") : `${turn}"}{"level":"fatal"`.padEnd(4_000, "x");
    const headers = { "next-action": id, "content-type": "text/plain;charset=UTF-8", accept: "text/x-component" };
    // 409 is Next.js's word for an action of another build.
    expect((await stranger.send("POST", "/sign-in", "[]", headers)).status).toBe(turn % 2 === 0 ? 409 : 404);
  }
  const multipart = { "content-type": "multipart/form-data; boundary=x" };
  const body = `--x\r\nContent-Disposition: form-data; name="$ACTION_ID_${"0".repeat(42)}"\r\n\r\n\r\n--x--\r\n`;
  for (let turn = 0; turn < 20; turn++) await stranger.send("POST", "/sign-in", body, multipart);
  expect(linesSince(instance).length - before).toBeLessThan(10);
  // A worker that dies, a console that dies, and what they write as they come again.
  for (const program of ["api-worker", "console-server"]) {
    const [victim] = childrenOf(instance.pid, program);
    process.kill(victim?.pid ?? 0, "SIGABRT");
    await expect.poll(() => childrenOf(instance.pid, program).some(({ pid }) => pid !== victim?.pid), { timeout: 30_000 }).toBe(true);
  }
  await expect.poll(() => instance.output().match(/"msg":"started again"/g)?.length, { timeout: 60_000 }).toBe(2);
  for (const each of instances) {
    for (const line of linesSince(each)) {
      expect(line.length).toBeLessThan(10_000);
      expect(JSON.parse(line)).toMatchObject({ level: expect.any(String), name: expect.any(String) });
    }
  }
});

test("an instance of an older version does not start on a database that a newer one has changed: a sentence, and nothing is changed", async () => {
  await sql(
    databaseDir,
    "insert into _prisma_migrations (id, checksum, finished_at, migration_name, applied_steps_count) values ('x', 'x', now(), '20990101000000_later', 1)",
  );
  const launch = await launchProduct(settings);
  expect(await launch.exited).toEqual({ code: 1, signal: null });
  await launch.stop();
  expect(launch.output().trimEnd().split("\n").at(-1)).toMatch(
    /^The database holds the migration "20990101000000_later", which this version of KMS Console does not know: start the newer version/,
  );
  expect(launch.output()).not.toMatch(/^\s+at /m);
});
