import { readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import Fastify, { type FastifyServerOptions, type RouteOptions } from "fastify";
import { expect, test, vi } from "vitest";
import { systemClock } from "#lib/base/clock";
import { readEnv } from "#lib/base/env";
import { KmsError } from "#lib/domain/errors";
import { OPERATION_NAMES, type OperationName } from "#lib/operations/catalog";
import type { PerformRequest } from "#lib/pipeline/call";
import { REST_OPERATION_NAMES, restRow } from "#lib/wire/catalog";
import { createApi } from "./create-api";
import { Connections } from "./edge/connections";
import { RequestGate } from "./edge/request-gate";
import type { ApiParts } from "./edge/server";
import { Shares } from "./edge/shares";
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
const added = vi.hoisted(() => [] as RouteOptions[]);
vi.mock("fastify", async (original) => {
  const actual = await original<typeof import("fastify")>();
  const create = (options?: FastifyServerOptions) => {
    const app = actual.default(options);
    app.addHook("onRoute", (route) => void added.push(route));
    return app;
  };
  return { ...actual, default: create };
});

const SILENT = Object.assign(Object.fromEntries(["fatal", "error", "warn", "info", "debug", "trace"].map((level) => [level, () => {}])), {
  level: "silent",
  child: () => SILENT,
}) as object;

const HEADS = new Set(REST_OPERATION_NAMES.filter((name) => restRow(name).method === "HEAD") as string[]);

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
    // Fastify adds a HEAD of its own to each GET.
    for (const name of [method].flat()) {
      if (name !== "HEAD" || HEADS.has(config?.operation ?? "")) routes.push({ method: name, url, operation: config?.operation });
    }
  });
  const gate = new RequestGate({ capacity: 10, deadlineMs: 10_000, tokenSessions: 4 });
  const door = {
    performer: { now: () => new Date() } as never,
    gate,
    shares: new Shares(),
    originOf: (() => ({ ip: "127.0.0.1" })) as never,
  };
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

test("on the whole API only health, metrics, versions and documents answer without it", async () => {
  added.length = 0;
  const store = { prisma: { account: { findFirst: async () => null } }, insertTraces: async () => {}, stats: () => ({}) };
  const app = await createApi({
    env: readEnv({ KMS_DATA_DIR: tmpdir() }),
    store,
    hsm: {},
    gate: new RequestGate({ capacity: 10, deadlineMs: 10_000, tokenSessions: 4 }),
    connections: new Connections(10),
    log: SILENT,
    clock: systemClock,
    productVersion: "0",
    consoleSecret: "s".repeat(43),
    askForShare: async (_caller: string, granted: number) => ({ granted, waitMs: 0 }),
    tls: null,
  } as unknown as ApiParts);
  const open: string[] = [];
  expect(added.filter(({ config }) => config?.operation).length).toBeGreaterThan(OPERATION_NAMES.length);
  for (const { method, url, config } of added) {
    if (config?.operation) continue;
    for (const name of [method].flat()) {
      const { statusCode } = await app.inject({
        method: name as "GET",
        url: url.replace(/:\w+/g, "x"),
        headers: { host: "127.0.0.1:8000" },
      });
      if (statusCode !== 405) open.push(`${name} ${url}`);
    }
  }
  const paths = ["/", "/docs", "/healthz", "/metrics", "/openapi.json", "/readyz", "/v1.0", "/v1.0/", "/v3", "/v3/"];
  expect([...new Set(open.map((route) => route.replace(/^HEAD/, "GET")))].sort()).toEqual(paths.map((path) => `GET ${path}`));
  await app.close();
});

test("no other file of the API adds a route", () => {
  const adding = readdirSync(import.meta.dirname, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts") && !entry.name.endsWith(".test.ts"))
    .map((entry) => relative(import.meta.dirname, join(entry.parentPath, entry.name)))
    .filter((file) => /\bapp\s*\.(?:get|post|put|patch|delete|all|route)\b/.test(readFileSync(join(import.meta.dirname, file), "utf8")));
  expect(adding.sort()).toEqual([...WITHOUT_CALLER, "edge/rest-route.ts", "keystone/token-routes.ts"].sort());
});
