/** Sealing what an installation has that is older than seals, on a real PostgreSQL. */
import { createHmac } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { hexId, makeHousehold, makeKey, openScratchStore, type ScratchStore } from "../../../e2e/harness/scratch-store";
import { openStore, type Store } from "../open";
import { bindBooks } from "./bind-books";

const makeSeal = (data: Buffer) => createHmac("sha256", "test").update(data).digest();
let scratch: ScratchStore;
let store: Store;
beforeAll(async () => {
  scratch = await openScratchStore();
  store = await openStore(scratch.url, { makeSeal });
});
afterAll(async () => {
  await store?.close();
  await scratch.stop();
});

const bind = (wasBoundBefore: { key: boolean; people: boolean }, progress: number[] = []) =>
  bindBooks(store, { makeSeal, now: new Date(), wasBoundBefore, onProgress: (sealed) => progress.push(sealed) });
const NEVER = { key: false, people: false };

test("once all is sealed, nothing is taken for honest for want of a seal, whoever removes or rewrites the note of it", async () => {
  const of = await makeHousehold(scratch);
  await makeKey(scratch, of);
  await makeKey(scratch, of);
  expect((await store.findAltered()).altered).not.toEqual([]);
  const progress: number[] = [];
  // Account, project, user, group and token of the household, and two keys.
  expect(await bind(NEVER, progress)).toEqual({ key: 2, people: 5 });
  expect(progress.length).toBeGreaterThan(0);
  expect(await store.findAltered()).toEqual({ rows: expect.any(Number), altered: [] });
  expect(await bind(NEVER)).toEqual({ key: null, people: null });

  await makeKey(scratch, of);
  await scratch.sql(
    "insert into iam_user (id, account_id, name, password_hash, enabled, created_at) values ($2, $1, 'u', '', true, now())",
    [of.accountId, hexId()],
  );
  expect(await bind(NEVER)).toEqual({ key: null, people: null });
  const altered = (await store.findAltered()).altered.map(({ book }) => book.split("/")[0]);
  expect(altered.sort()).toEqual(["key", "user"]);

  for (const kind of ["people", "key"]) {
    const [kept] = await scratch.sql("delete from integrity_bound where kind = $1 returning *", [kind]);
    await expect(bind({ key: true, people: true })).rejects.toMatchObject({ code: "materialIntegrity" });
    const { at, books, mac } = kept as { at: Date; books: string; mac: Buffer };
    await scratch.sql("insert into integrity_bound (kind, at, books, mac) values ($1, $2, $3::bigint + 1, $4)", [kind, at, books, mac]);
    await expect(bind(NEVER)).rejects.toMatchObject({ code: "materialIntegrity" });
    await scratch.sql("update integrity_bound set books = books - 1 where kind = $1", [kind]);
  }
  expect((await store.findAltered()).altered).toHaveLength(2);
});

test("what was sealed before people were, has its people sealed and its keys left alone", async () => {
  await scratch.sql("delete from integrity_bound where kind = 'people'");
  expect(await bind({ key: true, people: false })).toMatchObject({ key: null, people: 1 });
  expect((await store.findAltered()).altered).toMatchObject([{ book: expect.stringMatching(/^key\//) }]);
});
