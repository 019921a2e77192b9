import { type AddressInfo, createServer, type Server } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DatabaseAway } from "./database-away";
import { DatabaseWatch, probeDatabase } from "./database-watch";
import { isDatabaseUnavailable } from "./faults";
import { WatchedPool } from "./watched-pool";

/** Takes connections and says nothing, as a database that is paused. */
let silent: Server;
let url: string;
beforeAll(async () => {
  silent = createServer((socket) => socket.on("error", () => {}).resume());
  await new Promise<void>((resolve) => void silent.listen(0, "127.0.0.1", resolve));
  url = `postgresql://kms:x@127.0.0.1:${(silent.address() as AddressInfo).port}/kms`;
});
afterAll(() => void silent.close());

function watch() {
  const state = { isThere: false, probes: 0 };
  const probe = async () => {
    state.probes += 1;
    if (!state.isThere) throw new Error("Query read timeout");
  };
  return { state, watch: new DatabaseWatch(probe, 5) };
}

test("silence makes it away until a probe is answered", async () => {
  const { state, watch: of } = watch();
  of.note(new Error("Query read timeout"));
  expect(of.isAway).toBe(true);
  expect(() => of.requireThere()).toThrow(DatabaseAway);
  await expect.poll(() => state.probes).toBeGreaterThan(2);
  expect(of.isAway).toBe(true);
  state.isThere = true;
  await expect.poll(() => of.isAway).toBe(false);
  expect(() => of.requireThere()).not.toThrow();
});

test("what takes long is looked into: only where the probe is not answered either, it is away", async () => {
  const { state, watch: of } = watch();
  state.isThere = true;
  await of.suspect();
  expect([state.probes, of.isAway]).toEqual([1, false]);
  state.isThere = false;
  await Promise.all([of.suspect(), of.suspect()]);
  expect(of.isAway).toBe(true);
  state.isThere = true;
  await expect.poll(() => of.isAway).toBe(false);
});

test("a pool that has no connection left is no database that hangs", async () => {
  const { state, watch: of } = watch();
  state.isThere = true;
  of.note(new Error("timeout exceeded when trying to connect"));
  await expect.poll(() => state.probes).toBe(1);
  expect(of.isAway).toBe(false);
});

test("a refusal is an answer", () => {
  const { watch: of } = watch();
  for (const error of [
    Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" }),
    Object.assign(new Error("the database system is starting up"), { code: "57P03" }),
    new Error("Connection terminated unexpectedly"),
    null,
    undefined,
  ])
    of.note(error);
  expect(of.isAway).toBe(false);
});

test("a pool whose database hangs says so after its first connection, and refuses the next ones at once as unavailable", async () => {
  const { watch: of } = watch();
  const pool = new WatchedPool(of, { connectionString: url, connectionTimeoutMillis: 50, max: 2 });
  const first = await pool.query("select 1").catch((error: unknown) => error);
  expect(isDatabaseUnavailable(first)).toBe(true);
  await expect.poll(() => of.isAway).toBe(true);
  const { totalCount } = pool;
  const next = await Promise.all([
    pool.query("select 1").catch((error: unknown) => error),
    pool.connect().catch((error: unknown) => error),
  ]);
  for (const error of next) {
    expect(error).toBeInstanceOf(DatabaseAway);
    expect(isDatabaseUnavailable(error)).toBe(true);
  }
  expect(pool.totalCount).toBeLessThanOrEqual(totalCount);
  await pool.end();
  of.close();
});

test("the probe gives up by itself", async () => {
  await expect(probeDatabase(url)).rejects.toThrow();
});
