/** What people without a token may cost: no rows that grow with their requests, and nobody else's sign-in. */
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cookieName } from "#lib/console/cookie-name";
import { altered } from "../harness/altered";
import { passwordRequest } from "../harness/api-client";
import { ConsoleClient } from "../harness/console-client";
import { sql } from "../harness/database";
import { type Product, startProduct } from "../harness/product";
import { makeTenant, type Tenant } from "../harness/tenant";
import { requestTokenFrom, type TokenAnswer, tokenRequest } from "../harness/token-from";

const folder = mkdtempSync(join(tmpdir(), "kms-strangers-"));
const dataDir = join(folder, "data");
const HERE = "127.0.0.1";

const settings = { KMS_DATA_DIR: dataDir, KMS_SESSION_SECRET_FILE: join(folder, "session-secret") };
let product: Product;
let tenant: Tenant;
/** What a browser kept of a sign-in before the restart. */
let cookie: string | undefined;
beforeAll(async () => {
  writeFileSync(settings.KMS_SESSION_SECRET_FILE, `${randomBytes(32).toString("hex")}\n`, { mode: 0o600 });
  product = await startProduct(settings);
  tenant = await makeTenant(product);
  const browser = new ConsoleClient(product.consoleUrl);
  await browser.signIn(tenant);
  cookie = browser.cookies.get(cookieName("session", product.consoleUrl));
});
afterAll(async () => {
  await product.stop();
  rmSync(folder, { recursive: true, force: true });
});

const times = <T>(count: number, work: (number: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_none, number) => work(number)));
const statuses = (answers: readonly TokenAnswer[]) => [...new Set(answers.map(({ status }) => status))].sort();
const withPassword = (address: string, who: { account: string; name: string; password: string }) =>
  requestTokenFrom(address, product.apiUrl, passwordRequest(who, undefined));
const owner = () => ({ account: tenant.account, name: tenant.userName, password: tenant.password });

describe("under 250 connections of one address that try passwords", () => {
  const flood = (address: string, until: () => boolean) =>
    times(250, async (number) => {
      const seen: number[] = [];
      // A name now and then, as somebody who looks for users would, and one name again and again, as a script with an old password.
      do {
        const name = number % 2 === 0 ? "robot" : `guess-${number}-${seen.length}`;
        const answer = await withPassword(address, { account: tenant.account, name, password: "wrong" }).catch(() => null);
        if (answer !== null) seen.push(answer.status);
        await new Promise((resolve) => setTimeout(resolve, 50));
      } while (!until());
      return seen;
    });

  test("right sign-ins from another address all succeed, also the first ones, and passwords are set", async () => {
    const others = await times(4, () => makeTenant(product, ["Security Administrator"]));
    for (const { userId } of others) {
      await sql(
        dataDir,
        "update role_assignment set project_id = null, scope = 'allProjects' where group_id in (select group_id from group_member where user_id = $1)",
        [userId],
      );
    }
    let isOver = false;
    const flooding = flood("127.0.0.2", () => isOver);
    try {
      const signIns: number[] = [];
      for (const { account, userName: name, password } of [...others, ...others]) {
        signIns.push((await withPassword("127.0.0.3", { account, name, password })).status);
      }
      expect(signIns).toEqual(signIns.map(() => 201));
      const made = await times(4, async (number) => {
        const user = { name: `new-${number}`, password: "long-enough-0" };
        return (await others[number]?.client.send("POST", "/v3/users", JSON.stringify({ user })))?.status;
      });
      expect(made).toEqual([201, 201, 201, 201]);
    } finally {
      isOver = true;
    }
    const seen = (await flooding).flat();
    expect(seen.filter((status) => status === 429).length).toBeGreaterThan(0);
    expect(seen.every((status) => status === 401 || status === 429)).toBe(true);
  });

  test("whoever signed in well lately from that very address gets in every time", async () => {
    expect((await withPassword("127.0.0.4", owner())).status).toBe(201);
    let isOver = false;
    const flooding = flood("127.0.0.4", () => isOver);
    try {
      const signIns: number[] = [];
      for (let round = 0; round < 12; round += 1) signIns.push((await withPassword("127.0.0.4", owner())).status);
      expect(signIns).toEqual(signIns.map(() => 201));
    } finally {
      isOver = true;
    }
    await flooding;
  });
});

describe("what strangers leave", () => {
  const SECRET = "typed-by-mistake";
  const rowsOf = (ip: string) =>
    sql<{ account_id: string; caller_id: string; details: { count?: number; method: string }; outcome: string; ip: string }>(
      dataDir,
      "select account_id, caller_id, details, outcome, ip from trace where trace_name = 'createToken' and ip = $1 and outcome <> 'normal' order by id",
      [ip],
    );

  test("is one row for an address, kept through an orderly stop, under the account that they named, else the first; and nothing that they typed", async () => {
    const [first] = await sql<{ id: string }>(dataDir, "select id from account order by created_at, id limit 1");
    const tokens = await times(200, (number) => requestTokenFrom("127.0.1.1", product.apiUrl, tokenRequest(`${SECRET}-${number}`)));
    expect(statuses(tokens)).toEqual([401]);
    const nowhere = await times(5, () => withPassword("127.0.1.1", { account: "nowhere", name: SECRET, password: "x" }));
    const named = await times(6, () => withPassword("127.0.1.1", { account: tenant.account, name: SECRET, password: "x" }));
    const scopes = [{ domain: { name: tenant.account } }, { project: { name: "x", domain: { id: tenant.accountId } } }];
    const scoped = await times(4, (number) => requestTokenFrom("127.0.1.1", product.apiUrl, tokenRequest(SECRET, scopes[number % 2])));
    expect(statuses(scoped)).toEqual([401]);
    const unparsable = await times(7, () => requestTokenFrom("127.0.1.2", product.apiUrl, { auth: { identity: SECRET } }));
    expect([statuses(nowhere), statuses(named), statuses(unparsable)]).toEqual([[401], [401], [400]]);
    for (const method of ["GET", "DELETE"]) {
      const headers = { "X-Auth-Token": `kms_${"A".repeat(43)}`, "X-Subject-Token": SECRET };
      expect((await requestTokenFrom("127.0.1.2", product.apiUrl, undefined, { method, headers })).status).toBe(401);
    }
    const known = await times(6, () => withPassword("127.0.1.3", { ...owner(), password: "wrong" }));
    expect(statuses(known)).toEqual([401]);
    const before = await rowsOf("127.0.1.3");
    expect(before).toMatchObject([{ caller_id: tenant.userId, details: { method: "password" } }]);
    expect(await rowsOf("127.0.1.1")).toEqual([]);

    expect(await product.stop()).toEqual({ code: 0, signal: null });
    product = await startProduct({ ...settings, KMS_ADMIN_PASSWORD: "another-password-0" });

    const strangers = await rowsOf("127.0.1.1");
    expect(strangers.map(({ account_id, caller_id, details }) => [account_id, caller_id, details.count]).sort()).toEqual(
      [
        [first?.id, "", 205],
        [tenant.accountId, "", 10],
      ].sort(),
    );
    expect(strangers.find(({ account_id }) => account_id === first?.id)?.details.method).toMatch(/^(token, password|password, token)$/);
    expect((await rowsOf("127.0.1.3")).map(({ caller_id, details }) => [caller_id, details.count])).toEqual([
      [tenant.userId, undefined],
      [tenant.userId, 5],
    ]);
    expect(await rowsOf("127.0.1.2")).toEqual([]);
    expect(await sql(dataDir, "select 1 from trace t where to_jsonb(t)::text like $1", [`%${SECRET}%`])).toEqual([]);
  });

  test("a browser stays signed in through a restart, by the secret in KMS_SESSION_SECRET_FILE", async () => {
    const asked = async (value: string) => {
      const browser = new ConsoleClient(product.consoleUrl);
      browser.cookies.set(cookieName("session", product.consoleUrl), value);
      return (await browser.send("GET", `/api/query/listKeys?project=${tenant.projectId}&input={}`)).status;
    };
    expect(await asked(cookie ?? "")).toBe(200);
    expect(await asked(altered(cookie ?? ""))).toBe(401);
    // It is the file's, and no secret of the database.
    expect(await sql(dataDir, "select 1 from session_secret")).toEqual([]);
  });

  test("KMS_ADMIN_PASSWORD at a later start changes nothing, and says so without the value", async () => {
    const lines = product.output().split("\n");
    const line = lines.find((one) => one.includes("KMS_ADMIN_PASSWORD"));
    expect(JSON.parse(line ?? "{}")).toMatchObject({
      level: "warn",
      variable: "KMS_ADMIN_PASSWORD",
      msg: expect.stringContaining("changes nothing"),
    });
    expect(product.output()).not.toContain("another-password-0");
    expect((await withPassword(HERE, { account: product.account, name: "admin", password: "another-password-0" })).status).toBe(401);
  });
});
