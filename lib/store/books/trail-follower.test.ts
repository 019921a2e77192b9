/** What the trail tells of seals, from a real PostgreSQL. */
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Household, makeHousehold, openScratchStore, type ScratchStore } from "../../../e2e/harness/scratch-store";
import { toSection, toSections } from "./book-sections";
import { TrailFollower } from "./trail-follower";

let scratch: ScratchStore;
let home: Household;
beforeAll(async () => {
  scratch = await openScratchStore();
  home = await makeHousehold(scratch);
}, 120_000);
afterAll(() => scratch?.stop());
beforeEach(() => scratch.sql("delete from integrity_seal"));

const run = <T>(text: string, values: readonly unknown[]) => scratch.sql(text, [...values]) as Promise<T[]>;
const line = (row: string, digest: string) => `cmk "${row}" ${digest}`;
const seal = (book: string, number: number, ...lines: string[]) =>
  scratch.sql(
    `insert into integrity_seal (book, number, rows, mac) values ($1, $2::bigint, $3, 'x') on conflict (book) do update set number = excluded.number, rows = excluded.rows`,
    [book, String(number), lines.join("\n")],
  );
const tell = (...sections: string[]) =>
  scratch.sql(
    `insert into trace (time, account_id, caller_kind, caller_id, caller_name, source, ip, request_id, trace_name, resource_type, resource_id, alias,
       outcome, error_code, details, state) values (now(), $1, 'system', '', '', 'system', '', '', 'disableKey', 'cmk', '', '', 'normal', '', '{}', $2)`,
    [home.accountId, sections.join("\n")],
  );
const said = async (follower: TrailFollower) =>
  (await follower.follow(run)).map(({ book, alterations: [one] }) => `${book} ${one?.table} ${one?.how}`);

test("a seal that lags behind the trail was put back, one that is ahead is not decided yet, and one that says otherwise was changed", async () => {
  const follower = new TrailFollower();
  await seal("key/a", 1, line("a", "1"), line("b", "1"));
  await tell(toSection("key/a", "1", null, `${line("a", "1")}\n${line("b", "1")}`));
  expect(await said(follower)).toEqual([]);
  await tell(toSection("key/a", "2", `${line("a", "1")}\n${line("b", "1")}`, line("a", "2")));
  expect(await said(follower)).toEqual(["key/a integrity_seal put back"]);
  // Also when it is looked at again, and by somebody new.
  expect(await said(follower)).toEqual(["key/a integrity_seal put back"]);
  expect(await said(new TrailFollower())).toEqual(["key/a integrity_seal put back"]);
  await seal("key/a", 2, line("a", "2"));
  expect(await said(follower)).toEqual([]);
  expect(await said(new TrailFollower())).toEqual([]);
  await seal("key/a", 2, line("a", "3"));
  expect(await said(new TrailFollower())).toEqual(["key/a integrity_seal changed"]);
  await seal("key/a", 2, line("a", "2"), line("b", "1"));
  expect(await said(new TrailFollower())).toEqual(["key/a integrity_seal changed"]);
  await seal("key/a", 3, line("a", "9"));
  expect(await said(new TrailFollower())).toEqual([]);
});

test("a book of which there is nothing left was removed, unless the trail says so", async () => {
  const follower = new TrailFollower();
  await seal("key/a", 9, line("a", "1"));
  await seal("key/b", 1, line("b", "1"));
  await tell(toSection("key/b", "1", null, line("b", "1")));
  expect(await said(follower)).toEqual([]);
  await scratch.sql("delete from integrity_seal where book = 'key/b'");
  expect(await said(follower)).toEqual(["key/b cmk removed"]);
  await tell(toSection("key/b", "2", null, ""));
  expect(await said(follower)).toEqual([]);
  follower.forget();
  expect(await said(follower)).toEqual([]);
});

test("what is no section is none, and what is one says what it was made of", () => {
  const sections = [
    toSection("user/1", "7", null, line("x y", "1")),
    toSection("key/2", "8", `${line("a", "1")}\n${line("b", "2")}`, line("b", "3")),
  ];
  expect(toSections(sections.join("\n"))).toEqual([
    { book: "user/1", number: 7n, isWhole: true, there: [line("x y", "1")], gone: [] },
    { book: "key/2", number: 8n, isWhole: false, there: [line("b", "3")], gone: ['cmk "a"'] },
  ]);
  for (const state of ["", "x", "book a b =", "book  1 =", "+cmk"]) expect(toSections(state)).toEqual([]);
});
