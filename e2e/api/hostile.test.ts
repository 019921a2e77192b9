/** Requests that nobody honest sends. Each was once able to do harm, or would be able to in a careless change. */
import { connect } from "node:net";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { ApiClient, passwordRequest, requestToken } from "../harness/api-client";
import { sql } from "../harness/database";
import { makeTenant, type Tenant, tracesOf } from "../harness/tenant";

const product = inject("product");
const UNKNOWN_TOKEN = `kms_${"A".repeat(43)}`;
let tenant: Tenant;
let keyId: string;
beforeAll(async () => {
  tenant = await makeTenant(product);
  keyId = await tenant.client.createKey("hostile");
});
const who = () => ({ account: tenant.account, name: tenant.userName, password: tenant.password });

/** A frame-shaped ciphertext that names a key and a version, with no valid MAC. */
function forgedCiphertext(version: number): string {
  const frame = Buffer.alloc(140);
  frame.writeUInt16LE(2, 0);
  frame.writeUInt16LE(140 - 36, 2);
  frame.writeUInt8(1, 48);
  frame.writeUIntLE(5, 49, 3);
  frame.write(keyId, 68, "ascii");
  frame.writeUInt32LE(version, 104);
  return frame.toString("base64");
}

describe("one caller's odd values", () => {
  test("never fail the requests that share their statement", async () => {
    const poison = [
      () => new ApiClient(product.apiUrl, UNKNOWN_TOKEN).send("POST", "/v1.0/a%00b/kms/list-keys", "{}"),
      () => tenant.client.send("POST", "/v1.0/a%00b/kms/list-keys", "{}"),
      () =>
        new ApiClient(product.apiUrl, UNKNOWN_TOKEN, tenant.projectId).call("decrypt-data", { cipher_text: forgedCiphertext(0xffffffff) }),
      () => tenant.client.call("decrypt-data", { cipher_text: forgedCiphertext(0x80000000) }),
      () => tenant.client.call("decrypt-data", { cipher_text: forgedCiphertext(0x7fffffff) }),
    ];
    for (let round = 0; round < 10; round++) {
      const [honest, hostile] = await Promise.all([
        Promise.all(Array.from({ length: 10 }, () => tenant.client.call("encrypt-data", { key_id: keyId, plain_text: "x" }))),
        Promise.all(poison.map((send) => send())),
      ]);
      expect(honest.map((reply) => reply.status)).toEqual(honest.map(() => 200));
      expect(hostile.map((reply) => reply.status)).toEqual([401, 403, 401, 400, 400]);
      expect(hostile.slice(3).map((reply) => reply.code)).toEqual(["KMS.2201", "KMS.2201"]);
    }
  });

  test.each<[string, string, unknown, string]>([
    ["NUL in a search", "search-keys", { search: "a\0b" }, "KMS.0308"],
    ["a lone surrogate in a search", "search-keys", { search: "\ud800" }, "KMS.0308"],
    ...["0000-04-20T00:00:00.000Z", "-000001-04-20T00:00:00.000Z", "-271821-04-20T00:00:00.000Z", "+275760-09-13T00:00:00.000Z", "a\0"].map(
      (place): [string, string, unknown, string] => [
        `a cursor at ${JSON.stringify(place)}`,
        "search-keys",
        { cursor: Buffer.from(JSON.stringify(["created_desc", place, "x"])).toString("base64url") },
        "KMS.0308",
      ],
    ),
    ["too many states", "search-keys", { key_states: Array(5000).fill("2") }, "KMS.0308"],
    ["a lone surrogate in a description", "update-key-description", '{"key_id":"KEY","key_description":"\\ud800"}', "KMS.1103"],
    ["a huge number of days", "schedule-key-deletion", '{"key_id":"KEY","pending_days":1e400}', "KMS.1401"],
    ["a huge marker", "list-keys", { marker: "999999999999999" }, ""],
    [
      "5,000 pairs of context",
      "encrypt-data",
      { key_id: "KEY", plain_text: "x", encryption_context: Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`k${i}`, "v"])) },
      "KMS.0208",
    ],
    ["60,000 nested arrays", "create-key", `{"key_alias":${"[".repeat(60_000)}${"]".repeat(60_000)}}`, "KMS.0202"],
    ["65 levels", "create-key", `{"key_alias":${"[".repeat(64)}${"]".repeat(64)}}`, "KMS.0202"],
    ["64 levels", "create-key", `{"key_alias":${"[".repeat(63)}${"]".repeat(63)}}`, "KMS.1101"],
    ["too many members", "create-key", `{"key_alias":[${"0,".repeat(6_000)}0]}`, "KMS.0203"],
  ])("%s is refused with its code", async (_what, verb, input, code) => {
    const text = (typeof input === "string" ? input : JSON.stringify(input)).replace('"KEY"', JSON.stringify(keyId));
    const reply = await tenant.client.call(verb, text);
    expect([reply.status, reply.code]).toEqual([code === "" ? 200 : 400, code]);
  });

  test("odd parameters of the content type change nothing, and odd methods are refused", async () => {
    const path = `/v1.0/${tenant.projectId}/kms/list-keys`;
    for (const type of ["application/json;charset=", "application/json;", "Application/JSON ; charset=utf8"]) {
      expect([type, (await tenant.client.send("POST", path, "{}", { "Content-Type": type })).status]).toEqual([type, 200]);
    }
    for (const [method, target] of [
      ["PUT", "/v3/auth/tokens"],
      ["DELETE", "/v3"],
      ["POST", "/healthz"],
    ] as const) {
      expect([target, (await tenant.client.send(method, target)).status]).toEqual([target, 405]);
    }
  });

  test.each([
    ["garbage", "no http at all\r\n\r\n"],
    ["two lengths", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"],
    ["length and chunks", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"],
    ["huge headers", `GET / HTTP/1.1\r\nHost: x\r\nX: ${"y".repeat(40_000)}\r\n\r\n`],
  ])("what is not HTTP (%s) is 400 in our shape, with a request ID", async (_what, bytes) => {
    const { hostname, port } = new URL(product.apiUrl);
    const text = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), hostname, () => socket.write(bytes));
      let received = "";
      socket.setEncoding("utf8").on("data", (chunk) => {
        received += chunk;
      });
      socket.on("close", () => resolve(received)).on("error", reject);
    });
    expect(text).toMatch(/^HTTP\/1\.1 400 /);
    expect(text).toMatch(/X-Request-Id: [0-9a-f]{32}/);
    expect(JSON.parse(text.split("\r\n\r\n")[1] ?? "").error.error_code).toBe("KMS.0308");
  });
});

describe("sign-in", () => {
  test("cannot be guessed in parallel: of eighty wrong passwords and the right one at once, no more than ten are looked at", async () => {
    const victim = await makeTenant(product);
    const name = { account: victim.account, name: victim.userName };
    const wrong = Array.from({ length: 40 }, () =>
      requestToken(product.apiUrl, passwordRequest({ ...name, password: "wrong" }, undefined)),
    );
    await Promise.all(wrong.slice(0, 10));
    const right = await requestToken(product.apiUrl, passwordRequest({ ...name, password: victim.password }, undefined));
    const refused = await Promise.all(wrong);
    expect(right.status).not.toBe(201);
    expect(new Set(refused.map((reply) => reply.status)).size).toBeLessThanOrEqual(2);
    const [count] = await sql<{ wrong: number }>(product.dataDir, "select wrong from throttle where rule = 'place' and user_id = $1", [
      victim.userId,
    ]);
    // The eleventh may come when five seconds are over.
    expect(count?.wrong).toBeGreaterThanOrEqual(10);
    expect(count?.wrong).toBeLessThanOrEqual(12);
  });

  test("in a flood is refused quickly with 429, and leaves the rest of the API answering", async () => {
    const flood = Promise.all(
      Array.from({ length: 300 }, () =>
        requestToken(product.apiUrl, passwordRequest({ account: "x", name: "ghost", password: "x" }, undefined)),
      ),
    );
    expect((await tenant.client.call("encrypt-data", { key_id: keyId, plain_text: "x" })).status).toBe(200);
    const replies = await flood;
    const tooMany = replies.filter((reply) => reply.status === 429);
    expect(tooMany.length).toBeGreaterThan(0);
    expect(tooMany[0]?.headers.get("retry-after")).toMatch(/^\d+$/);
    expect(replies.every((reply) => reply.status === 401 || reply.status === 429)).toBe(true);
  });

  test("under an unknown name leaves no row of its own; with a right password and a wrong scope it is no success", async () => {
    const unknown = await requestToken(product.apiUrl, passwordRequest({ ...who(), name: "typed-my-password-here" }, undefined));
    expect(unknown.status).toBe(401);
    expect(await tracesOf(product, unknown.headers.get("x-request-id"))).toEqual([]);
    const misplaced = await requestToken(product.apiUrl, passwordRequest(who(), { project: { name: "nope" } }));
    expect(await tracesOf(product, misplaced.headers.get("x-request-id"))).toMatchObject([
      { outcome: "warning", caller_id: tenant.userId },
    ]);
  });

  test("and sign-out leave a trace each, exchanges too, and a chain of exchanges ends with any of its links", async () => {
    const exchange = (token: string) =>
      requestToken(product.apiUrl, {
        auth: { identity: { methods: ["token"], token: { id: token } }, scope: { project: { id: tenant.projectId } } },
      });
    const first = await requestToken(product.apiUrl, passwordRequest(who(), undefined));
    const second = await exchange(first.headers.get("x-subject-token") ?? "");
    const third = await exchange(second.headers.get("x-subject-token") ?? "");
    const middle = new ApiClient(product.apiUrl, second.headers.get("x-subject-token") ?? "", tenant.projectId);
    const end = new ApiClient(product.apiUrl, third.headers.get("x-subject-token") ?? "", tenant.projectId);
    expect((await end.call("list-keys")).status).toBe(200);
    const revoked = await middle.send("DELETE", "/v3/auth/tokens", undefined, { "X-Subject-Token": middle.token });
    expect(revoked.status).toBe(204);
    expect((await end.call("list-keys")).status).toBe(401);
    expect((await new ApiClient(product.apiUrl, first.headers.get("x-subject-token") ?? "").send("GET", "/v3/auth/projects")).status).toBe(
      200,
    );
    for (const [reply, name] of [
      [first, "createToken"],
      [second, "createToken"],
      [revoked, "deleteToken"],
    ] as const) {
      expect(await tracesOf(product, reply.headers.get("x-request-id"))).toMatchObject([
        { trace_name: name, outcome: "normal", caller_id: tenant.userId },
      ]);
    }
  });

  test("racing with sign-out gives a token or a refusal, never a fault", async () => {
    for (let round = 0; round < 8; round++) {
      const parent = (await requestToken(product.apiUrl, passwordRequest(who(), undefined))).headers.get("x-subject-token") ?? "";
      const replies = await Promise.all([
        new ApiClient(product.apiUrl, parent).send("DELETE", "/v3/auth/tokens", undefined, { "X-Subject-Token": parent }),
        ...Array.from({ length: 5 }, () =>
          requestToken(product.apiUrl, { auth: { identity: { methods: ["token"], token: { id: parent } } } }),
        ),
      ]);
      expect(replies.map((reply) => reply.status).filter((status) => status >= 500)).toEqual([]);
    }
  });
});

describe("a refused call's trace", () => {
  test("says what the call was about", async () => {
    const about = async (reply: { headers: Headers }) => (await tracesOf(product, reply.headers.get("x-request-id")))[0];
    const tooLong = await tenant.client.call("encrypt-data", { key_id: keyId, plain_text: "x".repeat(5000) });
    expect(await about(tooLong)).toMatchObject({ resource_id: keyId, error_code: "KMS.2101" });
    const missing = "00000000-0000-4000-8000-000000000000";
    expect(await about(await tenant.client.call("disable-key", { key_id: missing }))).toMatchObject({ resource_id: missing, alias: "" });
    expect(await about(await tenant.client.call("create-key", { key_alias: "hostile" }))).toMatchObject({
      alias: "hostile",
      error_code: "KMS.1104",
    });
    const stranger = await makeTenant(product);
    const cross = await new ApiClient(product.apiUrl, stranger.client.token, tenant.projectId).call("disable-key", { key_id: keyId });
    expect(await about(cross)).toMatchObject({ caller_id: stranger.userId, details: { requestedProject: tenant.projectId }, alias: "" });
  });
});
