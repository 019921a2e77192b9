/** Rate limit, request deadline, capacity, connections and proxies, each with a product whose limits are small enough to reach. */
import { get, request } from "node:http";
import { connect as connectSocket, type Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { altered } from "../harness/altered";
import { ApiClient, passwordRequest, type Reply, signIn } from "../harness/api-client";
import { ConsoleClient } from "../harness/console-client";
import { connect, sql } from "../harness/database";
import { type Product, startProduct } from "../harness/product";
import { sendRaw } from "../harness/send-raw";
import { makeTenant } from "../harness/tenant";
import { requestTokenFrom, tokenRequest } from "../harness/token-from";

const times = <T>(count: number, work: () => Promise<T>) => Promise.all(Array.from({ length: count }, work));
const countBy = (replies: readonly Reply[], status: number) => replies.filter((reply) => reply.status === status).length;
const administrator = (product: Product) =>
  signIn(
    product.apiUrl,
    { account: product.account, name: "admin", password: product.adminPassword },
    { project: { name: product.region } },
  );
const tracesOf = async (product: Product, requestId: string | null) =>
  (await sql(product.dataDir, "select trace_name, outcome from trace where request_id = $1", [requestId])) as unknown[];

describe("with a rate limit of 20 requests per second and caller", () => {
  let product: Product;
  let admin: ApiClient;

  beforeAll(async () => {
    product = await startProduct({ KMS_RATE_LIMIT: "20" });
    admin = await administrator(product);
  });
  afterAll(() => product.stop());

  test("the limit holds for all workers together, and the answer says when to come back", async () => {
    const begun = performance.now();
    const replies = await times(120, () => admin.call("gen-random", { random_data_length: "512" }));
    const seconds = (performance.now() - begun) / 1000;
    const passed = countBy(replies, 200);
    expect(passed).toBeGreaterThanOrEqual(20);
    expect(passed).toBeLessThanOrEqual(20 + Math.ceil(seconds * 20));
    expect(passed + countBy(replies, 429)).toBe(120);
    const refused = replies.find(({ status }) => status === 429);
    expect([refused?.code, refused?.headers.get("retry-after")]).toEqual(["APIGW.0308", "1"]);
    expect(await tracesOf(product, refused?.headers.get("x-request-id") ?? null)).toEqual([]);
  });

  test("one who is over the limit does not hinder another, and is served again after the pause", async () => {
    const other = await makeTenant(product);
    const flood = await times(60, () => admin.call("list-keys"));
    expect(countBy(flood, 429)).toBeGreaterThan(0);
    expect((await other.client.call("list-keys")).status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect((await admin.call("list-keys")).status).toBe(200);
  });

  test("who cannot prove to be the caller does not use up its requests", async () => {
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const impostor = new ApiClient(product.apiUrl, altered(admin.token), admin.projectId);
    const refused = await times(60, () => impostor.call("list-keys"));
    expect(countBy(refused, 401)).toBe(60);
    expect(countBy(await times(15, () => admin.call("list-keys")), 200)).toBe(15);
  });

  test("every way to a token counts by address before the proof, and another address is not hindered", async () => {
    const unknown = `kms_${"A".repeat(43)}`;
    const ways = [
      (address: string) => requestTokenFrom(address, product.apiUrl, tokenRequest("nonsense")),
      (address: string) => requestTokenFrom(address, product.apiUrl, tokenRequest(unknown)),
      (address: string) =>
        requestTokenFrom(address, product.apiUrl, passwordRequest({ account: "x", name: "x", password: "x" }, undefined)),
      ...["GET", "DELETE"].map((method) => (address: string) => {
        const headers = { "X-Auth-Token": unknown, "X-Subject-Token": unknown };
        return requestTokenFrom(address, product.apiUrl, undefined, { method, headers });
      }),
    ];
    for (const [number, way] of ways.entries()) {
      const answers = await times(80, () => way(`127.0.2.${number + 1}`));
      const refused = answers.filter(({ status }) => status === 429);
      expect([number, refused.length > 0, [...new Set(answers.map(({ status }) => status))].sort()]).toEqual([number, true, [401, 429]]);
      expect(new Set(refused.map(({ retryAfter }) => retryAfter))).toEqual(new Set(["1"]));
      expect(await tracesOf(product, refused[0]?.requestId ?? null)).toEqual([]);
      expect((await way(`127.0.3.${number + 1}`)).status).toBe(401);
    }
  });

  test("exchanges, and looks at a token, count against their caller from whatever address they come", async () => {
    const { client } = await makeTenant(product);
    const headers = { "X-Auth-Token": client.token, "X-Subject-Token": client.token };
    for (const way of [
      (address: string) => requestTokenFrom(address, product.apiUrl, tokenRequest(client.token, { project: { id: client.projectId } })),
      (address: string) => requestTokenFrom(address, product.apiUrl, undefined, { method: "GET", headers }),
    ]) {
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      const begun = performance.now();
      let turn = 0;
      const answers = await times(120, () => {
        turn += 1;
        return way(`127.0.4.${1 + (turn % 24)}`);
      });
      const passed = answers.filter(({ status }) => status < 300).length;
      expect(passed).toBeGreaterThan(0);
      expect(passed).toBeLessThanOrEqual(20 + Math.ceil(((performance.now() - begun) / 1000) * 20));
      expect(answers.filter(({ status }) => status === 429).length).toBe(120 - passed);
    }
  });

  test("the calls of identity count too", async () => {
    const replies = await times(60, () => admin.send("GET", "/v3/auth/catalog"));
    expect(countBy(replies, 429)).toBeGreaterThan(0);
  });
});

describe("while the database is stuck, with a deadline of 1 second and a capacity of 4 on one worker", () => {
  let product: Product;
  let admin: ApiClient;

  beforeAll(async () => {
    product = await startProduct({ KMS_REQUEST_DEADLINE: "1", KMS_REQUEST_CAPACITY: "4", KMS_WORKERS: "1" });
    // On a busy machine the first password may take longer than this short deadline.
    for (let tries = 1; ; tries += 1) {
      const signedIn = await administrator(product).catch((error: unknown) => {
        if (tries === 10) throw error;
      });
      if (!signedIn) continue;
      admin = signedIn;
      return;
    }
  });
  afterAll(() => product.stop());

  test("no client waits past the deadline, more than the capacity is refused at once, and nothing is begun for those who were answered", async () => {
    const keyId = await admin.createKey("stuck");
    const database = await connect(product.dataDir);
    let early: Reply[];
    try {
      await database.query("begin");
      await database.query("lock table cmk in access exclusive mode");
      const waiting = times(4, () => admin.call("disable-key", { key_id: keyId }));
      await new Promise((resolve) => setTimeout(resolve, 300));
      early = await times(20, () => admin.call("describe-key", { key_id: keyId }));
      const late = await waiting;
      expect(late.map(({ status, code, body }) => [status, code, body.error.error_msg])).toEqual(
        Array(4).fill([503, "KMS.0104", "The request was not finished in time; whether it took effect is unknown. Check, then try again."]),
      );
      expect((await fetch(`${product.apiUrl}/healthz`)).status).toBe(200);
      // Those that were answered still hold their places: behind them nothing queues.
      expect((await admin.call("describe-key", { key_id: keyId })).status).toBe(503);
    } finally {
      await database.query("rollback");
      await database.end();
    }
    expect(early.map(({ status, code }) => [status, code])).toEqual(Array(20).fill([503, "KMS.0104"]));
    expect(new Set(early.map(({ headers }) => headers.get("retry-after")))).toEqual(new Set(["2"]));
    await expect.poll(async () => (await admin.call("describe-key", { key_id: keyId })).body?.key_info?.key_state).toBe("2");
  });

  test("up to the capacity all are served", async () => {
    expect(countBy(await times(4, () => admin.call("list-keys")), 200)).toBe(4);
  });
});

describe("behind a trusted proxy, under names of its own, with 16 connections on one worker, and every read traced", () => {
  let product: Product;
  let admin: ApiClient;
  beforeAll(async () => {
    product = await startProduct({
      KMS_WORKERS: "1",
      KMS_MAX_CONNECTIONS: "16",
      KMS_API_NAMES: "kms.example.com,iam.example.com",
      KMS_TRUSTED_PROXIES: "127.0.0.0/8,2001:db8::/32",
      KMS_TRACE_READS: "1",
    });
    admin = await administrator(product);
  });
  afterAll(() => product.stop());

  const list = (headers: Record<string, string>) =>
    sendRaw(
      product.apiUrl,
      "POST",
      `/v1.0/${admin.projectId}/kms/list-keys`,
      {
        Host: "kms.example.com",
        "Content-Type": "application/json",
        "X-Auth-Token": admin.token,
        ...headers,
      },
      "{}",
    );

  test("the API answers to those names, and to no other", async () => {
    for (const name of ["kms.example.com", "IAM.example.com:8443"])
      expect([name, (await list({ Host: name })).status]).toEqual([name, 200]);
    for (const name of ["example.com", "kms.example.com.evil.example"])
      expect([name, (await list({ Host: name })).status]).toEqual([name, 403]);
  });

  test("a trace names the caller's address, not the proxy's, and not what the caller says of itself", async () => {
    for (const [forwarded, ip] of [
      ["198.51.100.1", "198.51.100.1"],
      ["10.9.9.9, ::ffff:198.51.100.2, 2001:DB8::1", "198.51.100.2"],
      ["198.51.100.1, unknown", "127.0.0.1"],
    ] as const) {
      const body = JSON.stringify({ key_alias: `proxy-${ip.replaceAll(".", "-")}` });
      const reply = await sendRaw(
        product.apiUrl,
        "POST",
        `/v1.0/${admin.projectId}/kms/create-key`,
        { Host: "kms.example.com", "Content-Type": "application/json", "X-Auth-Token": admin.token, "X-Forwarded-For": forwarded },
        body,
      );
      expect(reply.status).toBe(200);
      const traces = await sql(product.dataDir, "select ip, source from trace where request_id = $1", [reply.headers.get("x-request-id")]);
      expect(traces).toEqual([{ ip, source: "api" }]);
    }
  });

  test("the console finds the browser's address in the same way, and tells the API", async () => {
    const headers = { "X-Forwarded-For": "198.51.100.1, 203.0.113.5, 127.0.0.9" };
    const csrf = await fetch(`${product.consoleUrl}/api/auth/csrf`, { headers });
    const { csrfToken } = (await csrf.json()) as { csrfToken: string };
    const fields = { csrfToken, account: product.account, userName: "admin", password: product.adminPassword, json: "true" };
    const signedIn = await fetch(`${product.consoleUrl}/api/auth/callback/credentials`, {
      method: "POST",
      headers: {
        ...headers,
        Origin: product.consoleUrl,
        Cookie: csrf.headers
          .getSetCookie()
          .map((cookie) => cookie.split(";")[0])
          .join("; "),
      },
      body: new URLSearchParams(fields),
      redirect: "manual",
    });
    expect(signedIn.headers.getSetCookie().join()).toMatch(/kms\.\d+\.session=/);
    const [last] = await sql(product.dataDir, "select ip, trace_name from trace where source = 'console' order by time desc limit 1");
    expect(last).toEqual({ ip: "203.0.113.5", trace_name: "createToken" });
  });

  test("reads are traced that were done, those of an open page too, with the browser's address; so is what a person does there", async () => {
    const shown = await admin.call("list-keys");
    const requestId = shown.headers.get("x-request-id");
    const fields = "trace_name, outcome, error_code, right_kind, source, ip";
    expect(await sql(product.dataDir, `select ${fields} from trace where request_id = $1`, [requestId])).toEqual([
      { trace_name: "listKeys", outcome: "normal", error_code: "", right_kind: "role", source: "api", ip: "127.0.0.1" },
    ]);
    const browser = new ConsoleClient(product.consoleUrl, product.consoleUrl, {
      "X-Forwarded-For": "198.51.100.1, 203.0.113.6, 127.0.0.9",
    });
    await browser.signIn({ account: product.account, userName: "admin", password: product.adminPassword });
    const background = { "X-Kms-Background": "1" };
    const query = `/api/query/listKeys?project=${admin.projectId}&input={}`;
    expect((await browser.send("GET", query, undefined, background)).status).toBe(200);
    const keyId = await admin.createKey("by-a-person");
    const changed = await browser.callAction(`/${product.region}/keys`, "updateKeyDescription", [admin.projectId, keyId, "changed"]);
    expect(await changed.text()).toContain('"ok":true');
    const rows = await sql(
      product.dataDir,
      "select distinct trace_name, ip from trace where source = 'console' and ip like '203.0.113.6%'",
    );
    for (const trace_name of ["createToken", "listKeys", "updateKeyDescription"])
      expect(rows).toContainEqual({ trace_name, ip: "203.0.113.6" });
  });

  test.each(["apiUrl", "consoleUrl"] as const)("clients that send nonsense or nothing, and stay, keep nobody out (%s)", async (url) => {
    const clients = await times(40, () => openSocket(product[url]));
    // The newest: the oldest may have gone before they could send anything.
    const nonsense = clients.at(-1) as Socket;
    const ended = new Promise((resolve) => nonsense.once("end", resolve).once("close", resolve));
    nonsense.resume().write("X\r\n\r\n");
    await ended;
    // By a connection of its own: one that fetch has kept may be among those that make place.
    const status = new Promise<number | undefined>((resolve, reject) => {
      get(`${product[url]}/healthz`, { agent: false }, (reply) => resolve(reply.resume().statusCode)).once("error", reject);
    });
    expect(await status).toBeLessThan(500);
    // The oldest have gone to make place.
    await expect.poll(() => clients.filter((socket) => socket.closed || socket.readableEnded).length).toBeGreaterThanOrEqual(24);
    for (const socket of clients) socket.destroy();
  });

  test("a body beyond the limit is answered although it is still being sent, and one without end is cut off", async () => {
    const refused = await times(10, () => admin.call("list-keys", JSON.stringify({ x: "y".repeat(10_000_000) })));
    expect(new Set(refused.map(({ status, code }) => `${status} ${code}`))).toEqual(new Set(["400 KMS.0203"]));
    const url = `${product.apiUrl}/v1.0/${admin.projectId}/kms/list-keys`;
    for (const headers of [{ "X-Auth-Token": admin.token, "Content-Type": "application/json" }, {}] as Record<string, string>[])
      expect(await sendWithoutEnd(url, headers)).toBeLessThan(200_000_000);
    expect((await admin.call("list-keys")).status).toBe(200);
  });
});

async function openSocket(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connectSocket({ host: hostname, port: Number(port), allowHalfOpen: true });
  socket.on("error", () => {}).resume();
  await new Promise((resolve) => socket.once("connect", resolve));
  return socket;
}

/** @returns bytes that could be written before the server ended the connection */
function sendWithoutEnd(url: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve) => {
    const call = request(url, { method: "POST", headers: { "Transfer-Encoding": "chunked", ...headers } });
    const chunk = Buffer.alloc(1024 * 1024, "y");
    let sent = 0;
    let isOpen = true;
    const write = () => {
      if (!isOpen) return;
      sent += chunk.length;
      call.write(chunk, (error) => (error ? undefined : setImmediate(write)));
    };
    call.on("close", () => {
      isOpen = false;
      resolve(sent);
    });
    call.on("error", () => {});
    call.on("response", (response) => response.resume());
    write();
  });
}
