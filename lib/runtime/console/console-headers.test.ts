import { createServer, get, type IncomingMessage, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { createHeaderWatch } from "./console-headers";

const ALL = [
  "content-security-policy",
  "x-content-type-options",
  "x-frame-options",
  "referrer-policy",
  "cross-origin-opener-policy",
  "cross-origin-resource-policy",
  "permissions-policy",
];

async function answered(path: string, publicUrl: string, listener: RequestListener): Promise<Headers> {
  const watch = createHeaderWatch(publicUrl, false);
  const server = createServer((request, response) => {
    watch(request, response);
    listener(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    const { headers } = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`);
    return headers;
  } finally {
    server.close();
  }
}

test.each<[string, RequestListener]>([
  ["just ended", (_request, response) => void response.end("x")],
  ["begun by hand", (_request, response) => void response.writeHead(404, { "Content-Type": "text/plain" }).end("x")],
  [
    "sent in parts",
    (_request, response) => {
      response.write("x");
      response.end("y");
    },
  ],
])("an answer that is %s carries all headers", async (_how, listener) => {
  const headers = await answered("/_next/static/x.js", "http://127.0.0.1:3000", listener);
  for (const name of ALL) expect([name, headers.has(name)]).toEqual([name, true]);
  expect(headers.has("strict-transport-security")).toBe(false);
  expect((await answered("/x", "https://kms.example", listener)).has("strict-transport-security")).toBe(true);
});

test("what a page says for itself stays, once", async () => {
  const headers = await answered("/sign-in", "http://127.0.0.1:3000", (_request, response) => {
    response.setHeader("Content-Security-Policy", "default-src 'self'");
    response.setHeader("Cache-Control", "private, max-age=1");
    response.end();
  });
  expect(headers.get("content-security-policy")).toBe("default-src 'self'");
  expect(headers.get("cache-control")).toBe("private, max-age=1");
});

test.each(["/api/auth/session", "/api/query/listKeys?project=x", "//api/auth/csrf"])("no answer of %s is stored", async (path) => {
  const lax = await answered(path, "http://127.0.0.1:3000", (_request, response) => {
    response.setHeader("Cache-Control", "private, max-age=1");
    response.end();
  });
  expect(lax.get("cache-control")).toBe("no-store");
  const own = await answered(path, "http://127.0.0.1:3000", (_request, response) => {
    response.setHeader("Cache-Control", "private, no-store");
    response.end();
  });
  expect(own.get("cache-control")).toBe("private, no-store");
});

test("nor one that is asked for by its whole address, as of a proxy", async () => {
  const watch = createHeaderWatch("http://127.0.0.1:3000", false);
  const server = createServer((request, response) => {
    watch(request, response);
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const answer = await new Promise<IncomingMessage>((resolve) => get({ port, path: "http://kms.example/api/auth/csrf" }, resolve));
  expect(answer.headers["cache-control"]).toBe("no-store");
  answer.resume();
  server.close();
});
