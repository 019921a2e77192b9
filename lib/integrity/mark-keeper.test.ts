import { beforeEach, describe, expect, test } from "vitest";
import { DatabaseAge } from "./database-age";
import { decodeMark, encodeMark } from "./mark";
import { MarkKeeper } from "./mark-keeper";
import { toRow } from "./mark-row";
import { FakeInstallation } from "./testing/fake-installation";

let it: FakeInstallation;
let age: DatabaseAge;
let keeper: MarkKeeper;
beforeEach(() => {
  it = new FakeInstallation();
  begin();
});

/** A new process. */
function begin(): void {
  age = new DatabaseAge(it);
  keeper = new MarkKeeper({ ...it, age });
}
/** The trail is settled up to there, and time has gone by. */
async function settle(number: bigint): Promise<void> {
  it.drawn = number;
  it.monotonic += 10_000;
  await keeper.run(number);
}
const inToken = () => (it.mark === null ? null : decodeMark(it.mark));
const put = (incarnation: number, number: bigint) => {
  const row = toRow(it.hsm, { incarnation, number, at: it.now });
  it.row = { ...row, number: String(number) };
};

test("a fresh installation begins silently, and both follow what is changed", async () => {
  for (const number of [0n, 7n, 7n, 30n]) {
    await settle(number);
    expect([inToken(), it.row]).toMatchObject([
      { incarnation: 1, number },
      { incarnation: 1, number: String(number) },
    ]);
  }
  expect(it.logged).toEqual([]);
});

test("the token is written to every three seconds at most, and not at all when nothing was changed", async () => {
  let writes = 0;
  it.before = (step) => {
    if (step === "writeMark") writes += 1;
  };
  for (let ms = 0; ms < 30_000; ms += 1_000) {
    it.monotonic += 1_000;
    it.drawn = BigInt(ms);
    await keeper.run(it.drawn);
  }
  expect(writes).toBe(10);
  for (let i = 0; i < 10; i += 1) await settle(40_000n);
  expect(writes).toBe(11);
});

test("an orderly end tells the last change, whenever the one before was told", async () => {
  await settle(5n);
  it.drawn = 6n;
  await keeper.run(6n);
  expect(inToken()?.number).toBe(5n);
  // No process but this one: what is drawn is settled.
  it.store.queueSql = async (text, values = []) => ({
    rows: text.includes("pg_locks") ? [] : text.startsWith("select (case") ? [{ last: "6" }] : await it.run(text, values),
  });
  await keeper.finish();
  expect(inToken()?.number).toBe(6n);
});

test("a token that was replaced takes the mark up, with a warning", async () => {
  await settle(5n);
  it.mark = null;
  begin();
  await settle(5n);
  expect(inToken()).toMatchObject({ incarnation: 1, number: 5n });
  expect(it.logged).toEqual([expect.stringMatching(/^warn: .*takes the mark up/)]);
});

test("without a mark in the token a row that it has not made counts for nothing", async () => {
  it.row = { incarnation: 9, number: "900", at: it.now, mac: Buffer.alloc(32) };
  await settle(5n);
  expect([inToken(), it.row]).toMatchObject([
    { incarnation: 1, number: 5n },
    { incarnation: 1, number: "5" },
  ]);
});

test("a token that keeps none is left alone, without a word", async () => {
  it.keepsMark = false;
  for (const number of [5n, 6n]) await settle(number);
  begin();
  await settle(7n);
  expect([it.mark, it.row?.number, it.logged]).toEqual([null, "7", []]);
});

test("an older database is not raised, however long it is asked", async () => {
  await settle(100n);
  put(1, 50n);
  const before = { mark: it.mark, row: it.row };
  for (const number of [60n, 100n, 5_000n]) await settle(number);
  expect({ mark: it.mark, row: it.row }).toEqual(before);
  expect(it.logged).toEqual([expect.stringMatching(/^error: the database is older than .*integrity accept-rollback --reason TEXT/)]);
});

test("one that was accepted goes on, and the token follows where the command was killed before it told", async () => {
  await settle(100n);
  put(2, 50n);
  await settle(51n);
  expect([inToken(), it.row]).toMatchObject([
    { incarnation: 2, number: 51n },
    { incarnation: 2, number: "51" },
  ]);
});

describe("whatever is killed when", () => {
  test.each(["readMark", "writeMark", "readRow", "writeRow", "committed"] as const)("(at %s) the database is never behind", async (at) => {
    for (let number = 1n; number < 20n; number += 1n) {
      it.before = (step) => {
        if (step === at && number % 3n !== 0n) throw new Error("killed");
      };
      const rowBefore = it.row;
      await settle(number).catch(() => {
        // What was not committed is not there.
        if (at === "writeRow") it.row = rowBefore;
      });
      it.before = () => {};
      begin();
      await age.look(async () => ({ drawn: it.drawn, row: it.row && { ...it.row, number: BigInt(it.row.number) } }));
      expect(age.isOlder).toBe(false);
    }
    expect(it.logged.filter((line) => line.startsWith("error"))).toEqual([]);
  });
});

test("two leaders for a moment, and the operator's word between them, lower nothing", async () => {
  await settle(5n);
  const other = new MarkKeeper({ ...it, age: new DatabaseAge(it) });
  it.before = (step) => {
    if (step !== "writeRow") return;
    it.before = () => {};
    put(2, 3n);
    it.mark = encodeMark({ incarnation: 2, number: 3n, at: it.now });
  };
  await settle(6n);
  expect([inToken(), it.row]).toMatchObject([
    { incarnation: 2, number: 3n },
    { incarnation: 2, number: "3" },
  ]);
  await other.run(7n);
  expect(inToken()).toMatchObject({ incarnation: 2, number: 7n });
});
