import Fastify from "fastify";
import { expect, test } from "vitest";
import { watchRequests } from "./watch-requests";
import { WorkerMetrics } from "./worker-metrics";

function makeServer() {
  const metrics = new WorkerMetrics();
  const app = Fastify();
  watchRequests(app, metrics);
  const refuse = (_request: unknown, _reply: unknown, done: (error: Error) => void) =>
    done(Object.assign(new Error(), { statusCode: 401 }));
  app.post("/works/:id", { config: { operation: "works" } }, async () => ({}));
  app.post("/refuses", { config: { operation: "refuses" }, onRequest: refuse }, async () => ({}));
  app.post("/breaks", { config: { operation: "breaks" } }, async () => {
    throw new Error();
  });
  app.get("/reads", { config: { operation: "reads" } }, async () => ({}));
  app.get("/healthz", async () => ({}));
  const counts = () =>
    Object.fromEntries(metrics.snapshot().map(({ labels, values }) => [labels.join(" "), values.slice(0, -1).reduce((a, b) => a + b, 0)]));
  return { app, counts, metrics };
}

test("a request counts once, under the operation of its route and how it ended, also when it is refused before it is read", async () => {
  const { app, counts } = makeServer();
  await app.inject({ method: "POST", url: "/works/1" });
  await app.inject({ method: "POST", url: "/works/2" });
  await app.inject({ method: "POST", url: "/refuses" });
  await app.inject({ method: "POST", url: "/breaks" });
  await app.inject({ method: "GET", url: "/reads" });
  await app.inject({ method: "HEAD", url: "/reads" });
  expect(counts()).toEqual({ "works ok": 2, "refuses refused": 1, "breaks failed": 1, "reads ok": 2 });
  await app.close();
});

test("what a stranger asks for adds no name: whatever is not an operation counts under one name", async () => {
  const { app, counts } = makeServer();
  await app.inject({ method: "GET", url: "/healthz" });
  for (const url of ["/unknown", "/unknown?operation=a", "/%zz", "/works", `/${"a".repeat(300)}`])
    await app.inject({ method: "POST", url });
  await app.inject({ method: "DELETE", url: "/works/1" });
  expect(Object.keys(counts()).sort()).toEqual(["other ok", "other refused"]);
  await app.close();
});

test("time counts from a request's headers to its answer", async () => {
  const { app, metrics } = makeServer();
  app.post("/waits", { config: { operation: "waits" } }, () => new Promise((resolve) => setTimeout(() => resolve({}), 30)));
  await app.inject({ method: "POST", url: "/waits" });
  const [series] = metrics.snapshot();
  expect(series?.values.at(-1)).toBeGreaterThan(0.028);
  await app.close();
});
