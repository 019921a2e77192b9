import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ApiFailure } from "../../api-failure";
import { queryOperation } from "./query-operation";

/** Answers with half of a body, and never with the rest unless it hangs up. */
let hangUp = false;
const server = createServer((_request, response) => {
  response.writeHead(200, { "content-type": "application/json" });
  response.write('{"tags": [');
  if (hangUp) setTimeout(() => response.destroy(), 50);
});

beforeEach(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const { fetch } = globalThis;
  // A page's addresses are relative to it.
  vi.stubGlobal("fetch", (path: string, init: RequestInit) => fetch(`http://127.0.0.1:${port}${path}`, init));
});

afterEach(async () => {
  vi.unstubAllGlobals();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

test("an abort while the body is read is an abort", async () => {
  hangUp = false;
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 100);
  await expect(queryOperation("listProjectTags", "p", {}, controller.signal)).rejects.toMatchObject({ name: "AbortError" });
});

test("a body that breaks off is a service that does not answer", async () => {
  hangUp = true;
  await expect(queryOperation("listProjectTags", "p", {}, new AbortController().signal)).rejects.toBeInstanceOf(ApiFailure);
});
