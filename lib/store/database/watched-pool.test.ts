/** Connections of a pool that break while they are in use, on a real PostgreSQL. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { openScratchStore, type ScratchStore } from "../../../e2e/harness/scratch-store";
import { WatchedPool } from "./watched-pool";

let scratch: ScratchStore;
beforeAll(async () => {
  scratch = await openScratchStore();
}, 120_000);
afterAll(() => scratch.stop());

test("one that breaks while it is somebody's, and does nothing, ends no process, and fails the next statement", async () => {
  const watch = { note: () => {}, suspect: async () => {}, requireThere: () => {} };
  const pool = new WatchedPool(watch as never, { connectionString: scratch.url, max: 2 });
  const client = await pool.connect();
  const [{ pid } = { pid: 0 }] = (await client.query<{ pid: number }>("select pg_backend_pid() as pid")).rows;
  await scratch.sql("select pg_terminate_backend($1)", [pid]);
  // That it is gone arrives when nothing waits for an answer. Without a listener this would be an error that nobody caught.
  await new Promise((resolve) => setTimeout(resolve, 300));
  await expect(client.query("select 1")).rejects.toThrow();
  client.release(true);
  expect((await pool.query("select 1 as one")).rows).toEqual([{ one: 1 }]);
  await pool.end();
});
