/**
 * What a caller with few rights may do to others: keys in making that take no more than their place, turns at the token and at the
 * lists, and the same work for what is somebody else's as for what is not there. API, database and token in this process, so that
 * a key can be held in making.
 */
import { randomUUID } from "node:crypto";
import { setMaxListeners } from "node:events";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import type { WrappedMaterial } from "#lib/domain/key";
import { FairLane } from "#lib/store/database/fair-lane";
import { renewReservation } from "#lib/store/keys/key-reservations";
import type { ApiClient, Reply } from "../harness/api-client";
import { sql } from "../harness/database";
import { type InProcess, startInProcess } from "../harness/in-process";
import { makeTenant, type Tenant, tracesOf } from "../harness/tenant";

/** Of `startInProcess`. */
const QUOTA = 10_000;
let kms: InProcess;
let product: Parameters<typeof makeTenant>[0];
let owner: Tenant;
let api: ApiClient;
let other: Tenant;

beforeAll(async () => {
  kms = await startInProcess(new Date());
  const apiUrl = await kms.listen();
  product = { apiUrl, consoleUrl: "", dataDir: kms.dataDir, account: "default", region: "eu-de", adminPassword: "", pid: process.pid };
  owner = await makeTenant(product);
  other = await makeTenant(product);
  api = owner.client;
}, 120_000);
afterAll(() => kms.stop());
afterEach(() => vi.restoreAllMocks());

const query = <T extends object>(text: string, values: readonly unknown[] = []) => sql<T>(kms.dataDir, text, [...values]);
const reservations = () => query<{ alias: string }>("select alias from key_reservation order by alias");
const codes = (replies: readonly Reply[]) => replies.map(({ code, status }) => code || String(status)).sort();
const aliasOf = (name: string) => `${name}-${randomUUID()}`;

async function until(isSo: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** The token makes pairs when it is told to, of its own kind but quickly made. */
function holdTheToken() {
  const { hsm } = kms.tools;
  const asked: { alias: string; finish: (error?: Error) => void }[] = [];
  let isHeld = true;
  const make = hsm.generateMaterial.bind(hsm);
  vi.spyOn(hsm, "generateMaterial").mockImplementation(async (binding) => {
    if (!binding.spec.startsWith("RSA")) return make(binding);
    const [reserved] = await query<{ alias: string }>("select alias from key_reservation where key_id = $1", [binding.keyId]);
    return new Promise<WrappedMaterial>((resolve, reject) => {
      const finish = (error?: Error) => (error ? reject(error) : resolve(make({ ...binding, spec: "EC_P256" })));
      asked.push({ alias: reserved?.alias ?? "", finish });
      if (!isHeld) finish();
    });
  });
  return {
    asked,
    aliases: () => asked.map(({ alias }) => alias),
    until: (count: number) => until(() => asked.length >= count),
    /** Every pair that is asked for from now on is made at once, and those before. */
    letGo() {
      isHeld = false;
      for (const { finish } of asked) finish();
    },
  };
}

const rsa = (alias: string, client = api, more: object = {}) =>
  client.call("create-key", { key_alias: alias, key_spec: "RSA_4096", ...more });
const aes = (alias: string, client = api) => client.call("create-key", { key_alias: alias });
const setKeyCount = (count: number) => query("update project set key_count = $2 where id = $1", [owner.projectId, count]);
const withQuotaLeft = async (left: number, work: () => Promise<void>) => {
  const [before] = await query<{ n: number }>("select key_count as n from project where id = $1", [owner.projectId]);
  await setKeyCount(QUOTA - left);
  await work();
  const [after] = await query<{ n: number }>("select key_count as n from project where id = $1", [owner.projectId]);
  await setKeyCount((before?.n ?? 0) + (after?.n ?? 0) - (QUOTA - left));
};

describe("a key pair in making", () => {
  test("is not begun where alias or quota are taken, by creating or by replacing a key", async () => {
    const [taken, old] = [aliasOf("taken"), aliasOf("old")];
    const oldId = await api.createKey(old, { key_spec: "EC_P256" });
    await api.createKey(taken);
    const make = vi.spyOn(kms.tools.hsm, "generateMaterial");
    const replace = (alias: string) => api.call("replace-key", { key_id: oldId, key_alias: alias });
    expect(
      codes(await Promise.all([rsa(taken), replace(taken), api.call("create-key", { key_alias: taken, key_spec: "EC_P384" })])),
    ).toEqual(Array(3).fill("KMS.1104"));
    await withQuotaLeft(0, async () => {
      const refused = await rsa(aliasOf("full"));
      expect([refused.code, refused.body.error_msg]).toEqual(["KMS.1105", `The quota of ${QUOTA} keys of this project is reached.`]);
      expect((await replace(aliasOf("full"))).code).toBe("KMS.1105");
      expect(await tracesOf(product, refused.headers.get("x-request-id"))).toMatchObject([{ trace_name: "createKey", outcome: "warning" }]);
    });
    expect(make).not.toHaveBeenCalled();
    expect(await reservations()).toEqual([]);
  });

  test("has its alias and its place, and is nowhere to be seen", async () => {
    const token = holdTheToken();
    const alias = aliasOf("in-making");
    const renamed = await api.createKey(aliasOf("renamed"));
    const [before, instances] = [(await api.call("list-keys")).body, `/v1.0/${api.projectId}/kms/user-instances`];
    const numberBefore = (await api.send("GET", instances)).body;
    const making = rsa(alias);
    await token.until(1);
    expect((await api.call("list-keys")).body).toEqual(before);
    expect((await api.call("search-keys", { search: alias })).body).toMatchObject({ keys: [], matching: 0, used: before.total });
    expect((await api.send("GET", instances)).body).toEqual(numberBefore);
    const [reserved] = await query<{ key_id: string }>("select key_id from key_reservation where alias = $1", [alias]);
    expect((await api.call("describe-key", { key_id: reserved?.key_id })).code).toBe("KMS.0207");
    expect(codes(await Promise.all([rsa(alias), aes(alias), rsa(alias, api, { origin: "external" })]))).toEqual(Array(3).fill("KMS.1104"));
    expect((await api.call("update-key-alias", { key_id: renamed, key_alias: alias })).code).toBe("KMS.1104");
    // Another project has aliases of its own.
    expect((await aes(alias, other.client)).status).toBe(200);
    // One place is left, and the pair has it.
    await withQuotaLeft(1, async () => {
      expect(codes([await aes(aliasOf("no-place")), await rsa(aliasOf("no-place"))])).toEqual(["KMS.1105", "KMS.1105"]);
      token.asked[0]?.finish();
      expect((await making).status).toBe(200);
      expect((await aes(aliasOf("no-place"))).code).toBe("KMS.1105");
    });
    expect(token.asked).toHaveLength(1);
    expect(await reservations()).toEqual([]);
    expect((await api.call("search-keys", { search: alias })).body.matching).toBe(1);
  });

  test("that the token fails to make gives alias and place back at once", async () => {
    const token = holdTheToken();
    const alias = aliasOf("failed");
    const making = rsa(alias);
    await token.until(1);
    token.asked[0]?.finish(new Error("the token failed"));
    expect((await making).status).toBe(500);
    expect(await reservations()).toEqual([]);
    expect((await aes(alias)).status).toBe(200);
  });

  test("whose client goes away gives alias and place back at once, and is not kept when it is made after all", async () => {
    const token = holdTheToken();
    const [begun, waiting] = [aliasOf("begun"), aliasOf("waiting")];
    const controller = new AbortController();
    const ask = (key_alias: string) =>
      fetch(`${product.apiUrl}/v1.0/${api.projectId}/kms/create-key`, {
        method: "POST",
        headers: { "content-type": "application/json", "x-auth-token": api.token },
        body: JSON.stringify({ key_alias, key_spec: "RSA_2048" }),
        signal: controller.signal,
      }).catch(() => null);
    void ask(begun);
    await token.until(1);
    void ask(waiting);
    await until(async () => (await reservations()).length === 2);
    controller.abort();
    await until(async () => (await reservations()).length === 0);
    expect(codes([await aes(begun), await aes(waiting)])).toEqual(["200", "200"]);
    // The token is still at the first one; whoever comes next has to wait for that and for nothing else.
    const next = rsa(aliasOf("next"));
    await until(async () => (await reservations()).length === 1);
    expect(token.asked).toHaveLength(1);
    token.asked[0]?.finish();
    await token.until(2);
    token.asked[1]?.finish();
    expect((await next).status).toBe(200);
    const kept = await query<{ n: number }>("select count(*)::int as n from cmk where alias = any($1)", [[begun, waiting]]);
    expect(kept).toEqual([{ n: 2 }]);
  });

  test("of a process that died holds its place until its time is over, and no longer", async () => {
    const alias = aliasOf("died");
    const keyId = randomUUID();
    const reserve = (seconds: number) =>
      query(
        `insert into key_reservation values ($1, $2, $3, clock_timestamp() + make_interval(secs => $4))
         on conflict (key_id) do update set expires_at = excluded.expires_at`,
        [keyId, owner.projectId, alias, seconds],
      );
    await reserve(20);
    const renamed = await api.createKey(aliasOf("renamed"));
    const rename = () => api.call("update-key-alias", { key_id: renamed, key_alias: alias });
    expect(codes([await aes(alias), await rename()])).toEqual(["KMS.1104", "KMS.1104"]);
    await withQuotaLeft(1, async () => expect((await aes(aliasOf("no-place"))).code).toBe("KMS.1105"));
    await reserve(-1);
    await renewReservation(kms.tools.store, { id: keyId });
    await withQuotaLeft(1, async () => expect((await aes(aliasOf("place"))).status).toBe(200));
    await reserve(-1);
    expect((await rename()).status).toBe(200);
    await api.call("update-key-alias", { key_id: renamed, key_alias: aliasOf("renamed") });
    await reserve(-1);
    const token = holdTheToken();
    token.letGo();
    expect((await rsa(alias)).status).toBe(200);
    expect(await reservations()).toEqual([]);
  });

  test("whose reservation lapsed is kept if nobody else took the place, and refused if somebody did", async () => {
    for (const isTaken of [false, true]) {
      const token = holdTheToken();
      const alias = aliasOf("lapsed");
      const making = rsa(alias);
      await token.until(1);
      await query("update key_reservation set expires_at = clock_timestamp() where alias = $1", [alias]);
      if (isTaken) expect((await aes(alias)).status).toBe(200);
      token.asked[0]?.finish();
      expect((await making).code).toBe(isTaken ? "KMS.1104" : "");
      expect(await reservations()).toEqual([]);
      expect(await query("select 1 from cmk where alias = $1", [alias])).toHaveLength(1);
      vi.restoreAllMocks();
    }
  });

  test("is one of many at once: an alias is given once and the last places once each, whatever is asked for", async () => {
    holdTheToken().letGo();
    const renamed = await Promise.all([0, 1, 2].map(() => api.createKey(aliasOf("renamed"))));
    for (let round = 0; round < 5; round++) {
      const alias = aliasOf("raced");
      const renames = renamed.map((key_id) => api.call("update-key-alias", { key_id, key_alias: alias }));
      const replies = await Promise.all([rsa(alias), aes(alias), rsa(alias), ...renames, aes(alias)]);
      expect(codes(replies)).toEqual(["200", ...Array(6).fill("KMS.1104")]);
    }
    await withQuotaLeft(5, async () => {
      const replies = await Promise.all(Array.from({ length: 14 }, (_, index) => (index % 2 === 0 ? rsa : aes)(aliasOf("last"))));
      expect(codes(replies)).toEqual([...Array(5).fill("200"), ...Array(9).fill("KMS.1105")]);
    });
    expect(await reservations()).toEqual([]);
  });
});

describe("turns at the token", () => {
  test("of sixty pairs that one caller asks for, another account's waits for the one that is being made", async () => {
    const token = holdTheToken();
    const greedy = Array.from({ length: 60 }, (_, index) => rsa(aliasOf(`greedy-${index}`)));
    await token.until(1);
    // One in making and sixteen that wait; the others are told so at once, and have reserved nothing.
    const refused: Reply[] = [];
    for (const each of greedy) void each.then((reply) => refused.push(reply));
    await until(() => refused.length === 43);
    // Those who wait may still be at it when the others have been told.
    await until(async () => (await reservations()).length >= 17);
    expect(await reservations()).toHaveLength(17);
    for (const reply of refused) expect([reply.status, reply.code, reply.headers.get("retry-after")]).toEqual([429, "APIGW.0308", "1"]);
    expect(refused[0]?.body.error_msg).toMatch(/^Too many of your requests wait for a key pair/);
    const modest = rsa(aliasOf("modest"), other.client, { key_spec: "RSA_2048" });
    await until(async () => (await reservations()).length === 18);
    token.asked[0]?.finish();
    await token.until(2);
    expect(token.aliases()[1]).toMatch(/^modest/);
    token.asked[1]?.finish();
    expect((await modest).status).toBe(200);
    token.letGo();
    expect(codes(await Promise.all(greedy))).toEqual([...Array(17).fill("200"), ...Array(43).fill("APIGW.0308")]);
  });

  test("of get-parameters-for-import are the same turns, and every one of them is traced", async () => {
    const { hsm } = kms.tools;
    const asked: (() => void)[] = [];
    const pair = await hsm.generateWrappingKey();
    let isHeld = true;
    vi.spyOn(hsm, "generateWrappingKey").mockImplementation(
      () =>
        new Promise((resolve) => {
          asked.push(() => resolve(pair));
          if (!isHeld) resolve(pair);
        }),
    );
    const external = async ({ client }: Tenant) => client.createKey(aliasOf("external"), { origin: "external" });
    const [mine, theirs] = [await external(owner), await external(other)];
    const parametersOf = (client: ApiClient, key_id: string) =>
      client.call("get-parameters-for-import", { key_id, wrapping_algorithm: "RSAES_OAEP_SHA_256" });
    const greedy = Array.from({ length: 20 }, () => parametersOf(api, mine));
    const done: Reply[] = [];
    for (const each of greedy) void each.then((reply) => done.push(reply));
    await until(() => done.length === 3);
    const refused = done[0] as Reply;
    expect(refused.status).toBe(429);
    let isServed = false;
    const turnAsked = vi.spyOn(FairLane.prototype, "run");
    const modest = parametersOf(other.client, theirs).finally(() => {
      isServed = true;
    });
    await until(() => turnAsked.mock.calls.some(([caller]) => caller.userId === other.userId));
    let turns = 0;
    for (; !isServed; turns++) {
      await until(() => asked.length > turns || isServed);
      asked[turns]?.();
    }
    expect(turns).toBeLessThan(12);
    isHeld = false;
    for (const finish of asked) finish();
    expect((await tracesOf(product, (await modest).headers.get("x-request-id"))).map(({ details, ...trace }) => trace)).toMatchObject([
      { trace_name: "getParametersForImport", outcome: "normal", resource_id: theirs },
    ]);
    expect(await tracesOf(product, refused.headers.get("x-request-id"))).toMatchObject([
      { trace_name: "getParametersForImport", outcome: "warning", error_code: "APIGW.0308", resource_id: mine },
    ]);
    expect(codes(await Promise.all(greedy))).toEqual([...Array(17).fill("200"), ...Array(3).fill("APIGW.0308")]);
  });
});

describe("turns at the lists", () => {
  const STAYS = new AbortController().signal;
  setMaxListeners(0, STAYS);
  const SLEEP = "select pg_sleep(30)";
  const sleeping = () => query("select pid from pg_stat_activity where query = $1 and state = 'active'", [SLEEP]);
  const listOf = (userId: string, gone = STAYS) => kms.tools.store.heldTo({ userId, accountId: userId }, () => gone).list;

  test("one caller's slow searches leave room for others, and are cancelled in the database when their client goes away", async () => {
    const controller = new AbortController();
    setMaxListeners(0, controller.signal);
    const slow = Array.from({ length: 8 }, () => listOf("slow", controller.signal)(SLEEP, []));
    await until(async () => (await sleeping()).length > 0);
    expect(await sleeping()).toHaveLength(1);
    expect(await listOf("quick")("select 1 as one", [])).toEqual([{ one: 1 }]);
    expect((await api.call("search-keys")).status).toBe(200);
    expect(await sleeping()).toHaveLength(1);
    controller.abort();
    const outcomes = await Promise.allSettled(slow);
    expect(outcomes.map((outcome) => outcome.status === "rejected" && outcome.reason.code)).toEqual(Array(8).fill("clientGone"));
    await until(async () => (await sleeping()).length === 0);
    // Its place is free again, and the connection that it had serves the next statements.
    const after = await Promise.all(Array.from({ length: 20 }, (_, index) => listOf("slow")("select $1::int as n", [index])));
    expect(after.flat()).toEqual(Array.from({ length: 20 }, (_, n) => ({ n })));
  });

  test("a search whose connection ends is cancelled, wherever it has come to", async () => {
    const { store } = kms.tools;
    const controller = new AbortController();
    const held = vi.spyOn(store, "heldTo").mockImplementation((party, gone) => {
      held.mockRestore();
      const real = store.heldTo(party, gone);
      return Object.create(real, { list: { value: () => real.list(SLEEP, []) } });
    });
    const searching = fetch(`${product.apiUrl}/v1.0/${api.projectId}/kms/search-keys`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-auth-token": api.token },
      body: "{}",
      signal: controller.signal,
    }).catch(() => null);
    await until(async () => (await sleeping()).length === 1);
    controller.abort();
    await searching;
    await until(async () => (await sleeping()).length === 0);
    expect((await api.call("search-keys")).status).toBe(200);
  });

  test("so many of one caller wait, one more is refused, and others are served", async () => {
    const controller = new AbortController();
    setMaxListeners(0, controller.signal);
    const slow = Array.from({ length: 257 }, () => listOf("many", controller.signal)(SLEEP, []));
    await expect(listOf("many")("select 1", [])).rejects.toMatchObject({ code: "listsTooMany", kind: "tooMany" });
    expect(await listOf("quick")("select 1 as one", [])).toEqual([{ one: 1 }]);
    controller.abort();
    await Promise.allSettled(slow);
    expect(await listOf("many")("select 1 as one", [])).toEqual([{ one: 1 }]);
  });

  test("what the database refuses is said, and the next statement of the caller has a sound connection", async () => {
    await expect(listOf("wrong")("select 1/0", [])).rejects.toMatchObject({ code: "22012" });
    expect(await listOf("wrong")("select 1 as one", [])).toEqual([{ one: 1 }]);
  });
});
