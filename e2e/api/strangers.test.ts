/** What comes from pages of foreign sites, under foreign names, or without a credential that is anybody's. */
import { randomBytes } from "node:crypto";
import { connect } from "node:net";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { passwordRequest, type Reply, requestToken } from "../harness/api-client";
import { sql } from "../harness/database";
import { sendRaw } from "../harness/send-raw";
import { makeAccessKey, SignedClient } from "../harness/signed-client";
import type { AccessKey } from "../harness/signer";
import { makeTenant, type Tenant } from "../harness/tenant";

const product = inject("product");
const { host } = new URL(product.apiUrl);
const JSON_TYPE = { "Content-Type": "application/json" };
/** More than any bound allows, and no JSON either: whoever looks at it says so. */
const BOMB = "[".repeat(65_000);
let tenant: Tenant;
let victim: Tenant;
let key: AccessKey;
let keyOfBadSigner: AccessKey;
beforeAll(async () => {
  tenant = await makeTenant(product);
  victim = await makeTenant(product);
  key = await makeAccessKey(product, tenant);
  keyOfBadSigner = { ...(await makeAccessKey(product, victim)), secret: "x".repeat(40) };
});
const path = (verb: string) => `/v1.0/${tenant.projectId}/kms/${verb}`;
const post = (verb: string, headers: Record<string, string>, body = "{}") =>
  sendRaw(product.apiUrl, "POST", path(verb), { Host: host, ...headers }, body);
const own = () => ({ ...JSON_TYPE, "X-Auth-Token": tenant.client.token });

describe("a page of a foreign site", () => {
  const wrong = () => JSON.stringify(passwordRequest({ account: tenant.account, name: tenant.userName, password: "wrong" }, undefined));
  const signIn = (headers: Record<string, string>) =>
    sendRaw(product.apiUrl, "POST", "/v3/auth/tokens", { Host: host, ...headers }, wrong());

  test("cannot make a user wait with posts that a browser sends without asking", async () => {
    const body = JSON.stringify(passwordRequest({ account: victim.account, name: victim.userName, password: "wrong" }, undefined));
    // `fetch` with mode no-cors, a form, a beacon, and a blob without a type; some browsers leave out or hide the origin.
    const types = ["text/plain;charset=UTF-8", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", null];
    const origins = ["https://evil.example", "null", null];
    for (const type of types)
      for (const origin of origins) {
        const headers = { Host: host, ...(type !== null && { "Content-Type": type }), ...(origin !== null && { Origin: origin }) };
        const reply = await sendRaw(product.apiUrl, "POST", "/v3/auth/tokens", headers, body);
        expect([type, origin, reply.status]).toEqual([type, origin, origin === null ? 400 : 403]);
      }
    expect(await sql(product.dataDir, "select 1 from throttle where user_id = $1 and wrong > 0", [victim.userId])).toEqual([]);
    const right = await requestServed(
      product.apiUrl,
      passwordRequest({ account: victim.account, name: victim.userName, password: victim.password }, undefined),
    );
    expect(right.status).toBe(201);
  });

  test("is refused by its origin also where it says JSON, in the shape of every refusal", async () => {
    for (const origin of ["https://evil.example", "null", "", `http://${host}.evil.example`, "http://127.0.0.1:1", `https://${host}`]) {
      const reply = await signIn({ ...JSON_TYPE, Origin: origin });
      expect([origin, reply.status, reply.code, reply.body.error.code]).toEqual([origin, 403, "KMS.0307", 403]);
      expect(reply.headers.get("x-request-id")).toMatch(/^[0-9a-f]{32}$/);
    }
    const read = await sendRaw(product.apiUrl, "GET", path("aliases"), { Host: host, Origin: "null", "X-Auth-Token": tenant.client.token });
    expect([read.status, read.code]).toEqual([403, "KMS.0307"]);
  });

  test("is no site of the product's own: those may call", async () => {
    for (const origin of [product.apiUrl, product.consoleUrl])
      expect([origin, (await post("list-keys", { ...own(), Origin: origin })).status]).toEqual([origin, 200]);
    expect((await post("list-keys", own())).status).toBe(200);
  });

  test("cannot ask under a name of its own; the service answers to its addresses and loopback names, with any port", async () => {
    for (const name of [
      "evil.example",
      `evil.example:${new URL(product.apiUrl).port}`,
      "localhost.evil.example",
      "127.0.0.1.evil.example",
      "127.1",
      "",
      "a b",
      "[::1",
      "evil.example:80:80",
    ]) {
      const reply = await post("list-keys", { ...own(), Host: name });
      expect([name, reply.status, reply.code]).toEqual([name, 403, "KMS.0307"]);
    }
    for (const name of [
      "localhost",
      "LOCALHOST:1",
      "kms.localhost",
      "localhost.",
      "127.0.0.1",
      "192.0.2.1:8443",
      "[::1]:3000",
      "[2001:db8::1]",
    ])
      expect([name, (await post("list-keys", { ...own(), Host: name })).status]).toEqual([name, 200]);
  });

  test("health and metrics answer under any name, and to who names none", async () => {
    for (const target of ["/healthz", "/readyz", "/metrics"]) {
      expect(await statusOf(`GET ${target} HTTP/1.1\r\nHost: any.example\r\nConnection: close\r\n\r\n`)).toBe(200);
      expect(await statusOf(`GET ${target} HTTP/1.0\r\n\r\n`)).toBe(200);
    }
    expect(await statusOf("GET /openapi.json HTTP/1.1\r\nHost: any.example\r\nConnection: close\r\n\r\n")).toBe(403);
    expect(await statusOf("GET /v3 HTTP/1.0\r\n\r\n")).toBe(403);
    expect(await statusOf("GET /v3 HTTP/1.1\r\nConnection: close\r\n\r\n")).toBe(403);
  });
});

describe("a body", () => {
  test("that comes with GET says nothing, so it needs no type", async () => {
    const reply = await sendRaw(product.apiUrl, "GET", path("aliases"), { Host: host, "X-Auth-Token": tenant.client.token }, "{}");
    expect(reply.status).toBe(200);
  });

  test("that is absent or empty needs no type", async () => {
    const headers = { Host: host, "X-Auth-Token": tenant.client.token };
    expect((await sendRaw(product.apiUrl, "POST", path("list-keys"), headers)).status).toBe(200);
    expect((await sendRaw(product.apiUrl, "POST", path("list-keys"), headers, "")).status).toBe(200);
  });

  test("that comes in chunks without a type may be empty, and nothing else", async () => {
    const head = `POST ${path("list-keys")} HTTP/1.1\r\nHost: ${host}\r\nX-Auth-Token: ${tenant.client.token}\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n`;
    expect(await statusOf(`${head}0\r\n\r\n`)).toBe(200);
    expect(await statusOf(`${head}2\r\n{}\r\n0\r\n\r\n`)).toBe(400);
  });

  test("of nobody known is not even looked at", async () => {
    const unknown = `kms_${randomBytes(32).toString("base64url")}`;
    const badly = new SignedClient(product.apiUrl, keyOfBadSigner, tenant.projectId);
    const replies = [
      await post("create-key", { ...JSON_TYPE, "X-Auth-Token": unknown }, BOMB),
      await post("create-key", JSON_TYPE, BOMB),
      await post("create-key", { ...JSON_TYPE, Authorization: "Bearer x" }, BOMB),
      await badly.send("POST", path("create-key"), BOMB),
    ];
    expect(replies.map(({ status, code }) => [status, code])).toEqual(replies.map(() => [401, "APIGW.0301"]));
    const signed = new SignedClient(product.apiUrl, key, tenant.projectId);
    for (const reply of [await post("create-key", own(), BOMB), await signed.send("POST", path("create-key"), BOMB)])
      expect([reply.status, reply.code, reply.body.error.error_msg]).toEqual([400, "KMS.0202", expect.stringContaining("64 levels")]);
  });

  test("of a token that was just revoked is parsed once more at most by each worker", async () => {
    const who = { account: tenant.account, name: tenant.userName, password: tenant.password };
    const token =
      (await requestServed(product.apiUrl, passwordRequest(who, { project: { id: tenant.projectId } }))).headers.get("x-subject-token") ??
      "";
    const send = () => post("list-keys", { ...JSON_TYPE, "X-Auth-Token": token }, BOMB);
    for (let turn = 0; turn < 8; turn += 1) expect((await send()).status).toBe(400);
    const revoked = await sendRaw(product.apiUrl, "DELETE", "/v3/auth/tokens", {
      Host: host,
      "X-Auth-Token": token,
      "X-Subject-Token": token,
    });
    expect(revoked.status).toBe(204);
    for (let turn = 0; turn < 8; turn += 1) expect((await send()).status).toBe(401);
  });

  test("to sign in with may be as large as its longest texts, and not much larger", async () => {
    const send = (body: unknown) => requestServed(product.apiUrl, body);
    const long = "\u0001".repeat(1024);
    const user = { name: long, domain: { name: long }, password: long };
    const scope = { project: { name: long, domain: { name: long } } };
    const largest = { auth: { identity: { methods: ["password"], password: { user } }, scope } };
    expect((await send(largest)).status).toBe(401);
    const tooLong = await send({ ...largest, x: "y".repeat(48 * 1024) });
    expect([tooLong.status, tooLong.code]).toEqual([400, "KMS.0203"]);
    const tooMany = await send({ ...largest, x: Array(65).fill(0) });
    expect([tooMany.status, tooMany.code]).toEqual([400, "KMS.0203"]);
    const tooDeep = await sendRaw(product.apiUrl, "POST", "/v3/auth/tokens", { Host: host, ...JSON_TYPE }, "[".repeat(17));
    expect([tooDeep.status, tooDeep.code]).toEqual([400, "KMS.0202"]);
  });
});

/** Other tests flood the sign-in meanwhile. */
async function requestServed(...of: Parameters<typeof requestToken>): Promise<Reply> {
  for (;;) {
    const reply = await requestToken(...of);
    if (reply.status !== 429) return reply;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Status of the answer to these very bytes; the connection has ended by then. */
function statusOf(bytes: string): Promise<number> {
  const { hostname, port } = new URL(product.apiUrl);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    let received = "";
    socket.setEncoding("latin1").on("data", (chunk) => {
      received += chunk;
    });
    socket.on("close", () => resolve(Number(received.split(" ")[1]))).on("error", reject);
  });
}
