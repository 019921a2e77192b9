import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { BODY_MAX, limitBody, SIGN_IN_BODY_MAX } from "./limit-body";

let server: Server;
/** What has been read of bodies so far. */
let read = 0;
beforeAll(async () => {
  server = createServer((incoming, response) => {
    if (!limitBody(incoming, response)) return;
    incoming.on("data", (chunk) => {
      read += chunk.length;
    });
    incoming.on("end", () => response.end("read"));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** @returns the status, or null where the connection ended without one */
function post(path: string, length: number, isChunked: boolean): Promise<number | null> {
  const headers = isChunked ? { "Transfer-Encoding": "chunked" } : { "Content-Length": length };
  const { port } = server.address() as AddressInfo;
  return new Promise((resolve) => {
    const sent = request({ host: "127.0.0.1", port, path, method: "POST", headers, agent: false }, (reply) => {
      reply.resume();
      resolve(reply.statusCode ?? null);
    });
    sent.on("error", () => resolve(null));
    sent.end(Buffer.alloc(length));
  });
}

test.each([
  ["/api/auth/callback/credentials", SIGN_IN_BODY_MAX],
  ["/keys", BODY_MAX],
])("a body of %s is read up to its limit, and not beyond, whether or not it says how long it is", async (path, most) => {
  for (const isChunked of [false, true]) {
    read = 0;
    expect(await post(path, most, isChunked)).toBe(200);
    expect(read).toBe(most);
    read = 0;
    expect(await post(path, most + 1, isChunked)).not.toBe(200);
    expect(read).toBeLessThanOrEqual(most);
  }
});
