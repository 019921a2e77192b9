import { randomUUID } from "node:crypto";
import { connect } from "node:net";
import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, inject, test } from "vitest";
import type { ApiClient } from "../harness/api-client";
import { sendRaw } from "../harness/send-raw";
import { makeTenant, tracesOf } from "../harness/tenant";

const product = inject("product");
let api: ApiClient;
beforeAll(async () => {
  api = (await makeTenant(product)).client;
});
const path = (verb: string) => `/v1.0/${api.projectId}/kms/${verb}`;

describe("a request", () => {
  test.each([
    ["cut off", '{"key_alias":'],
    ["not JSON", "key_alias=x"],
    ["an array", "[]"],
    ["a string", '"x"'],
    ["null", "null"],
    ["a number", "7"],
    ["with a trailing comma", '{"key_alias":"x",}'],
    ["two objects", "{}{}"],
  ])("whose body is %s is KMS.0202, and traced", async (_what, body) => {
    const reply = await api.call("create-key", body);
    expect([reply.status, reply.code]).toEqual([400, "KMS.0202"]);
    expect(await tracesOf(product, reply.headers.get("x-request-id"))).toMatchObject([{ trace_name: "createKey", error_code: "KMS.0202" }]);
  });

  test("whose body is not UTF-8 is KMS.0202, not a repaired text", async () => {
    const body = Buffer.concat([Buffer.from('{"key_alias":"x","key_description":"'), Buffer.from([0xc3, 0x28]), Buffer.from('"}')]);
    expect((await api.send("POST", path("create-key"), body)).code).toBe("KMS.0202");
  });

  test("without a body names what is missing", async () => {
    const reply = await api.send("POST", path("create-key"));
    expect([reply.code, reply.body.error.error_msg]).toEqual(["KMS.0204", "The parameter key_alias is required."]);
    expect((await api.send("POST", path("list-keys"))).status).toBe(200);
  });

  test("over the size limit is KMS.0203, one at the limit is read", async () => {
    const pad = (length: number) => JSON.stringify({ x: "" }).length + length;
    const limit = 128 * 1024;
    const body = (length: number) => JSON.stringify({ x: "y".repeat(length) });
    expect(pad(limit - 8)).toBe(limit);
    expect((await api.send("POST", path("list-keys"), body(limit - 8))).status).toBe(200);
    expect((await api.send("POST", path("list-keys"), body(limit - 7))).code).toBe("KMS.0203");
    expect((await api.send("POST", path("list-keys"), body(5_000_000))).code).toBe("KMS.0203");
  });

  test("may carry unknown fields, and any content type of JSON", async () => {
    const body = JSON.stringify({ key_alias: `any-${randomUUID()}`, realm: "", key_type: "1", key_policy: {}, __proto__x: 1 });
    for (const type of ["application/json;charset=UTF-8", "application/json;charset=utf8", "application/vnd.openstack.identity-v3+json"]) {
      const reply = await api.send("POST", path("list-keys"), body, { "Content-Type": type });
      expect([type, reply.status]).toEqual([type, 200]);
    }
    for (const type of [
      "text/plain",
      "application/x-www-form-urlencoded",
      "multipart/form-data; boundary=x",
      "",
      "application/jsonx",
      "x/json",
    ]) {
      const reply = await api.send("POST", path("list-keys"), body, { "Content-Type": type });
      expect([type, reply.status, reply.code]).toEqual([type, 400, "KMS.0202"]);
      expect(reply.body.error.error_msg).toContain("Content-Type");
    }
    expect((await api.call("create-key", '{"__proto__":{"key_alias":"polluted"}}')).code).toBe("KMS.0204");
  });

  test("for an unknown operation is 404 APIGW.0101, with a wrong method 405 KMS.0215", async () => {
    for (const unknown of [
      path("make-coffee"),
      `/v1.0/${api.projectId}/kms`,
      "/v2.0/x",
      "/v1.0/a/b/c/d/e",
      path("create-key%00"),
      `/v1.0/${"x".repeat(500)}/kms/list-keys`,
    ]) {
      const reply = await api.send("POST", unknown, "{}");
      expect([unknown, reply.status < 500, reply.headers.get("x-request-id") !== null]).toEqual([unknown, true, true]);
      if (!unknown.includes("xxxx")) expect([unknown, reply.status, reply.code]).toEqual([unknown, 404, "APIGW.0101"]);
    }
    for (const method of ["GET", "PUT", "DELETE", "PATCH"]) {
      const reply = await api.send(method, path("create-key"));
      expect([method, reply.status, reply.code, reply.headers.get("allow")]).toEqual([method, 405, "KMS.0215", "POST"]);
    }
  });

  test.each(["gzip", "br", "deflate", "GZIP", "gzip, identity"])("compressed by %s is refused by that name", async (encoding) => {
    const body = gzipSync(JSON.stringify({ key_alias: "compressed" }));
    const reply = await api.send("POST", path("create-key"), body, { "Content-Encoding": encoding });
    expect([reply.status, reply.code]).toEqual([400, "KMS.0202"]);
    expect(reply.body.error.error_msg).toContain("compressed");
  });

  test("that says it is not compressed is read", async () => {
    for (const encoding of ["identity", ""]) {
      expect((await api.send("POST", path("list-keys"), "{}", { "Content-Encoding": encoding })).status).toBe(200);
    }
  });

  test.each(["TRACE", "PROPFIND", "MKCOL", "LOCK", "SEARCH", "QUERY", "OPTIONS"])(
    "by %s is 405 where the path exists, else 404",
    async (method) => {
      const authorised = { "X-Auth-Token": api.token, Host: new URL(product.apiUrl).host };
      const known = await sendRaw(product.apiUrl, method, path("create-key"), authorised);
      expect([known.status, known.code, known.headers.get("allow")]).toEqual([405, "KMS.0215", "POST"]);
      expect(known.headers.get("x-request-id")).toMatch(/^[0-9a-f]{32}$/);
      const missing = await sendRaw(product.apiUrl, method, path("make-coffee"), authorised);
      expect([missing.status, missing.code]).toEqual([404, "APIGW.0101"]);
    },
  );

  test.each([
    ["BREW /v1.0 HTTP/1.1", /^HTTP\/1\.1 405 .*The request method is not known/s],
    ["post /v1.0 HTTP/1.1", /^HTTP\/1\.1 405 .*in capital letters/s],
    ["CONNECT example.com:443 HTTP/1.1", /^HTTP\/1\.1 405 .*no proxy/s],
    ["\u0016\u0003\u0001", /^HTTP\/1\.1 400 .*could not be read/s],
  ])("that begins with %j has a sentence of its own", async (line, answer) => {
    const { hostname, port } = new URL(product.apiUrl);
    const socket = connect(Number(port), hostname);
    socket.end(`${line}\r\nHost: ${hostname}\r\n\r\n`);
    const chunks: Buffer[] = [];
    for await (const chunk of socket) chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks).toString()).toMatch(answer);
  });

  test.each([7, true, false, 0.5, ["x"], {}])("whose tag has %j for a value or key says that it must be text", async (value) => {
    const id = await api.createKey(`numeric-${randomUUID()}`);
    for (const [tag, field] of [
      [{ key: "team", value }, "value"],
      [{ key: value, value: "x" }, "key"],
    ] as const) {
      const one = await api.send("POST", `/v1.0/${api.projectId}/kms/${id}/tags`, JSON.stringify({ tag }));
      const many = await api.send(
        "POST",
        `/v1.0/${api.projectId}/kms/${id}/tags/action`,
        JSON.stringify({ action: "create", tags: [tag] }),
      );
      for (const reply of [one, many]) {
        expect([reply.status, reply.code]).toEqual([400, field === "value" ? "KMS.0405" : "KMS.0406"]);
        expect(reply.body.error.error_msg).toContain(`A tag ${field} must be text`);
      }
    }
  });

  test("about an unknown key is 404 KMS.0207, about a malformed ID 400 KMS.0205", async () => {
    for (const verb of ["describe-key", "enable-key", "encrypt-data"]) {
      expect((await api.call(verb, { key_id: randomUUID(), plain_text: "x" })).code).toBe("KMS.0207");
      expect((await api.call(verb, { key_id: "zzzzzzzz-zzzz-zzzz-zzzz-zzzzzzzzzzzz", plain_text: "x" })).status).toBe(404);
      for (const id of [
        "my-alias",
        "alias/",
        "alias/x y",
        "kms:eu-de:x:alias:y",
        "",
        randomUUID().toUpperCase(),
        `${randomUUID()} `,
        5,
        {},
      ]) {
        const reply = await api.call(verb, { key_id: id, plain_text: "x" });
        expect([id, reply.status, reply.code]).toEqual([id, 400, "KMS.0205"]);
      }
    }
  });

  test("is answered with a request ID of its own, uncached, and the trace keeps the ID", async () => {
    const replies = await Promise.all([0, 1].map((index) => api.call("create-key", { key_alias: `ids-${index}` })));
    const ids = replies.map((reply) => reply.headers.get("x-request-id"));
    expect(new Set(ids).size).toBe(2);
    for (const [index, reply] of replies.entries()) {
      expect(reply.headers.get("cache-control")).toBe("no-store");
      expect(await tracesOf(product, ids[index] ?? "")).toHaveLength(1);
    }
    const spoofed = await api.send("POST", path("create-key"), JSON.stringify({ key_alias: "spoof" }), {
      "X-Request-Id": "mine",
      "X-Forwarded-For": "203.0.113.9",
      "X-Kms-Console": "guess",
    });
    expect(spoofed.headers.get("x-request-id")).not.toBe("mine");
    expect((await tracesOf(product, spoofed.headers.get("x-request-id")))[0]).toMatchObject({ ip: "127.0.0.1", source: "api" });
  });
});

describe("disable-key", () => {
  test("once answered, is in force for every later request on every worker, against a stream of calls", async () => {
    const keyId = await api.createKey("stream");
    const ciphertext = (await api.call("encrypt-data", { key_id: keyId, plain_text: "x" })).body.cipher_text;
    for (let round = 0; round < 8; round++) {
      let answeredAt = Number.POSITIVE_INFINITY;
      let stop = false;
      const late: number[] = [];
      const streams = Array.from({ length: 16 }, async (_, index) => {
        while (!stop) {
          const startedAt = performance.now();
          const reply =
            index % 2 === 0
              ? await api.call("encrypt-data", { key_id: keyId, plain_text: "x" })
              : await api.call("decrypt-data", { cipher_text: ciphertext });
          if (startedAt > answeredAt) late.push(reply.status);
        }
      });
      await new Promise((resolve) => setTimeout(resolve, 60));
      expect((await api.call("disable-key", { key_id: keyId })).status).toBe(200);
      answeredAt = performance.now();
      await expect.poll(() => late.length, { timeout: 20_000, interval: 20 }).toBeGreaterThan(15);
      stop = true;
      await Promise.all(streams);
      expect(late.every((status) => status === 400)).toBe(true);
      await api.call("enable-key", { key_id: keyId });
    }
  });
});

test("health: alive, and ready while database and token answer", async () => {
  expect((await api.send("GET", "/healthz")).body).toEqual({ status: "alive", version: expect.stringMatching(/^\d+\.\d+\.\d+$/) });
  expect((await api.send("GET", "/readyz")).body).toEqual({ status: "ready", database: "ok", token: "ok", traces: "ok" });
});

test("with the default limit, one caller with 64 connections in a closed loop is never refused", async () => {
  const inTurn = async () => {
    const own: number[] = [];
    for (let turn = 0; turn < 20; turn += 1) own.push((await api.call("list-keys", { limit: "1" })).status);
    return own;
  };
  const replies = await Promise.all(Array.from({ length: 64 }, inTurn));
  expect(new Set(replies.flat())).toEqual(new Set([200]));
});
