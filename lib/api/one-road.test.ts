import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import Fastify from "fastify";
import { expect, test, vi } from "vitest";
import { KmsError } from "#lib/domain/errors";
import { OPERATION_NAMES, type OperationName } from "#lib/operations/catalog";
import type { PerformRequest } from "#lib/pipeline/call";
import { RequestGate } from "./edge/request-gate";
import { addIdentityRoutes } from "./keystone/identity-routes";
import { addTokenRoutes } from "./keystone/token-routes";
import { addKmsRoutes } from "./kms/kms-routes";

const performed = vi.hoisted(() => [] as string[]);
vi.mock("#lib/pipeline/perform", () => ({
  perform: async (_performer: unknown, request: PerformRequest) => {
    performed.push(request.operation);
    throw new KmsError("notPermitted");
  },
}));

/** What answers everybody alike, and knows no key and no person. */
const WITHOUT_CALLER = [
  "edge/health-routes.ts",
  "edge/metrics-routes.ts",
  "edge/version-routes.ts",
  "edge/wrong-method-routes.ts",
  "kms/document-routes.ts",
];

test("every route of every door ends in perform, and every operation has one", async () => {
  const routes: { method: string; url: string; operation: string | undefined }[] = [];
  const app = Fastify();
  app.addHook("onRoute", ({ method, url, config }) => {
    for (const name of [method].flat()) if (name !== "HEAD") routes.push({ method: name, url, operation: config?.operation });
  });
  const gate = new RequestGate({ capacity: 10, deadlineMs: 10_000 });
  const door = { performer: { now: () => new Date() } as never, gate, originOf: (() => ({})) as never };
  addTokenRoutes(app, door);
  addIdentityRoutes(app, door);
  addKmsRoutes(app, door);
  const reached = new Set<string>();
  for (const { method, url, operation } of routes) {
    performed.length = 0;
    const { statusCode } = await app.inject({
      method: method as "POST",
      url: url.replace(/:\w+/g, "x"),
      headers: { "x-auth-token": "x", "content-type": "application/json" },
      ...(method !== "GET" && { payload: "{}" }),
    });
    expect([url, performed.length, statusCode]).toEqual([url, 1, 500]);
    // It counts in /metrics as what it performs.
    expect(performed).toEqual([operation]);
    for (const name of performed) reached.add(name);
  }
  expect([...reached].sort()).toEqual([...(OPERATION_NAMES as readonly OperationName[])].sort());
  gate.close();
  await app.close();
});

test("no other file of the API adds a route", () => {
  const adding = readdirSync(import.meta.dirname, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts") && !entry.name.endsWith(".test.ts"))
    .map((entry) => relative(import.meta.dirname, join(entry.parentPath, entry.name)))
    .filter((file) => /\bapp\s*\.(?:get|post|put|patch|delete|all|route)\b/.test(readFileSync(join(import.meta.dirname, file), "utf8")));
  expect(adding.sort()).toEqual([...WITHOUT_CALLER, "edge/rest-route.ts", "keystone/token-routes.ts"].sort());
});
