import { createServer, request as httpRequest } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createConsoleFront } from "./console-front";

const PUBLIC = "https://console.example";
const lines: { fields: Record<string, unknown>; msg: string }[] = [];
const log = { warn: (fields: unknown, msg?: string) => void lines.push({ fields: fields as Record<string, unknown>, msg: msg ?? "" }) };
let seen: Record<string, unknown> = {};
let front = createConsoleFront(PUBLIC, false, log);
const server = createServer((request, response) => {
  if (front.answer(request, response)) return;
  seen = { ...request.headers };
  response.end("page");
});

beforeAll(() => new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve)));
afterAll(() => void server.close());
beforeEach(() => {
  lines.length = 0;
  seen = {};
  front = createConsoleFront(PUBLIC, false, log);
});

type Answer = { status: number; headers: Record<string, unknown>; body: string };

function send(method: string, headers: Record<string, string>, setHost = true): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { port } = server.address() as AddressInfo;
    const sent = httpRequest({ host: "127.0.0.1", port, method, headers, setHost, agent: false }, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (chunk) => {
        body += chunk;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    });
    sent.on("error", reject).end();
  });
}

test.each([
  ["the public one", { host: "console.example" }],
  ["without its port", { host: "console" }],
  ["a proxy's own", { host: "10.0.0.7:3000", "x-forwarded-host": "console.example", "x-forwarded-proto": "https" }],
  [
    "two that disagree",
    { host: "console.example", "x-forwarded-host": "evil.example", "x-forwarded-port": "81", forwarded: "host=evil.example" },
  ],
])("whatever Host a proxy passes on, pages see the public URL: %s", async (_which, headers) => {
  const reply = await send("POST", { ...headers, origin: PUBLIC });
  expect(reply.body).toBe("page");
  expect(seen).toMatchObject({
    host: "console.example",
    "x-forwarded-host": "console.example",
    "x-forwarded-proto": "https",
    origin: PUBLIC,
  });
  expect(Object.keys(seen)).not.toContain("forwarded");
  expect(Object.keys(seen)).not.toContain("x-forwarded-port");
});

test.each([
  "http://console.example",
  "https://console.example:444",
  "https://evil.example",
  "null",
  undefined,
  `https://${"x".repeat(5_000)}`,
])("what would change something is refused from any other Origin, naming the right one: %s", async (origin) => {
  for (const method of ["POST", "PUT", "DELETE", "PATCH"]) {
    const reply = await send(method, { host: "console.example", ...(origin && { origin }) });
    expect(reply.status).toBe(403);
    expect(reply.headers["content-type"]).toBe("text/plain");
    expect(reply.body).toContain(`only at ${PUBLIC}`);
    expect(reply.headers["strict-transport-security"]).toBe("max-age=63072000");
  }
  expect(lines).toHaveLength(1);
  expect(lines[0]?.msg).toContain("KMS_CONSOLE_URL");
  expect(JSON.stringify(lines).length).toBeLessThan(1_000);
});

test("a form that was sent as a page leads to the page that says so", async () => {
  for (const how of [{ "sec-fetch-mode": "navigate" }, { accept: "text/html,*/*" }] as Record<string, string>[]) {
    const reply = await send("POST", { origin: "http://127.0.0.1:3000", ...how });
    expect([reply.status, reply.headers.location]).toEqual([303, "/sign-in?reason=address"]);
  }
});

test("reading needs no Origin, and a page may be asked for by any name", async () => {
  expect((await send("GET", { host: "evil.example", origin: "https://evil.example" })).body).toBe("page");
  expect(seen.host).toBe("console.example");
});

test.each(["x", "0".repeat(41), "Z".repeat(42), "a".repeat(10_000), "%0a{}"])(
  "a Next-Action that names no action never reaches the pages: %s",
  async (id) => {
    const reply = await send("POST", { origin: PUBLIC, "next-action": id });
    expect([reply.status, reply.headers["x-nextjs-action-not-found"]]).toEqual([404, "1"]);
    expect(lines).toEqual([]);
  },
);

test("HSTS speaks for the host names below only where that was asked for, and not at all without TLS", async () => {
  const hsts = async () => (await send("POST", {})).headers["strict-transport-security"];
  expect(await hsts()).toBe("max-age=63072000");
  front = createConsoleFront(PUBLIC, true, log);
  expect(await hsts()).toBe("max-age=63072000; includeSubDomains");
  front = createConsoleFront("http://console.example", true, log);
  expect(await hsts()).toBeUndefined();
});
