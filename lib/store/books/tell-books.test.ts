/** What the trail is told of books that nobody has changed, on a real PostgreSQL. */
import { createHmac } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { dumpReader, stateReplay } from "#lib/audit/verify/state";
import { makeRow } from "#lib/audit/verify/testing/exports";
import { type Household, makeHousehold, makeKey, openScratchStore, type ScratchStore } from "../../../e2e/harness/scratch-store";
import { transitionKeys } from "../keys/keys";
import { openStore, type Store } from "../open";
import { bindBooks } from "./bind-books";
import { type Section, toSections } from "./book-sections";
import { adoptBook } from "./change-books";
import { dumpState } from "./dump-state";
import { tellAgain } from "./tell-books";

const makeSeal = (data: Buffer) => createHmac("sha256", "test").update(data).digest();
let scratch: ScratchStore;
let store: Store;
let home: Household;
beforeAll(async () => {
  scratch = await openScratchStore();
  store = await openStore(scratch.url, { makeSeal });
}, 120_000);
afterAll(async () => {
  await store?.close();
  await scratch?.stop();
});

type Told = { readonly id: string; readonly state: string };
const told = async (after = 0n): Promise<(Section & { readonly id: string })[]> =>
  (
    await scratch.sql<Told>("select id::text as id, state from trace where state <> '' and id > $1 order by trace.id", [String(after)])
  ).flatMap(({ id, state }) => toSections(state).map((section) => ({ ...section, id })));
const bind = () => bindBooks(store, { makeSeal, now: new Date(), wasBoundBefore: { key: false, people: false }, onProgress: () => {} });

test("the trail begins with the whole of each book, once, and is told again what traces that go have told, as it is by then", async () => {
  home = await makeHousehold(scratch);
  const [key, other] = [(await makeKey(scratch, home)).id, (await makeKey(scratch, home)).id];
  await bind();
  const first = await told();
  const seals = await scratch.sql<{ book: string; number: string; rows: string }>(
    "select book, number::text as number, rows from integrity_seal order by book",
  );
  // Of tokens and sessions the trail tells nothing.
  expect(first.map(({ book }) => book).sort()).toEqual(seals.map(({ book }) => book));
  for (const { book, number, isWhole, there } of first)
    expect([number, isWhole, there.join("\n")]).toEqual([
      BigInt(seals.find((seal) => seal.book === book)?.number ?? -1),
      true,
      seals.find((seal) => seal.book === book)?.rows,
    ]);
  await bind();
  expect(await told()).toHaveLength(first.length);

  await scratch.sql("update cmk set description = 'by somebody else' where id = $1", [other]);
  const last = BigInt(first.at(-1)?.id ?? 0);
  await tellAgain(store, { after: 0n, upTo: last });
  const again = await told(last);
  // What somebody else has changed is not told as if it were so.
  expect(again.map(({ book }) => book).sort()).toEqual(seals.map(({ book }) => book).filter((book) => book !== `key/${other}`));
  expect(again.find(({ book }) => book === `key/${key}`)).toMatchObject({
    ...first.find(({ book }) => book === `key/${key}`),
    id: expect.any(String),
  });
  expect((await store.findAltered()).altered.map(({ book }) => book)).toEqual([`key/${other}`]);
  await scratch.sql("update cmk set description = '' where id = $1", [other]);
  expect((await store.findAltered()).altered).toEqual([]);
});

test("when the oldest traces are gone, what is left tells how the rows of today came about", async () => {
  const { id } = await makeKey(scratch, home);
  await store.transactSql(async (run) => adoptBook(run, `key/${id}`));
  // What goes ends with the key's first section; a change of it stays, and follows from nothing that is left.
  const last = BigInt((await told()).at(-1)?.id ?? 0);
  await store.transactMany((tx) => transitionKeys(tx, home.projectId, [id], "disable"));
  await tellAgain(store, { after: 0n, upTo: last });
  await store.transactMany((tx) => transitionKeys(tx, home.projectId, [id], "enable"));
  expect((await told(last)).filter(({ book }) => book === `key/${id}`).map(({ isWhole }) => isWhole)).toEqual([false, true, false]);

  const reader = dumpReader();
  await dumpState(store, async (lines) => {
    for (const line of lines.trimEnd().split("\n")) reader.take(Buffer.from(line));
  });
  const { takeRow, takeHidden, finish } = stateReplay(reader.finish());
  takeHidden({ why: "retention" });
  const rows = await scratch.sql<Told>("select id::text as id, state from trace where id > $1 order by trace.id", [String(last)]);
  for (const row of rows) takeRow(makeRow(BigInt(row.id), {}, row.state));
  expect(finish().books).toBeGreaterThan(5);
});
