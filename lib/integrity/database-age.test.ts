import { beforeEach, expect, test, vi } from "vitest";
import { KmsError } from "#lib/domain/errors";
import { DatabaseAge } from "./database-age";
import { encodeMark } from "./mark";
import { toRow } from "./mark-row";
import { FakeInstallation } from "./testing/fake-installation";
import { whileFresh } from "./while-fresh";

let it: FakeInstallation;
let age: DatabaseAge;
beforeEach(() => {
  it = new FakeInstallation();
  age = new DatabaseAge(it);
});

const mark = (number: bigint, incarnation = 1) => ({ incarnation, number, at: it.now });
const rowOf = (number: bigint, incarnation = 1) => ({ drawn: number, row: toRow(it.hsm, mark(number, incarnation)) });
const tell = (number: bigint, incarnation = 1) => {
  it.mark = encodeMark(mark(number, incarnation));
};
const put = (number: bigint) => {
  it.drawn = number;
  it.row = { ...toRow(it.hsm, mark(number)), number: String(number) };
};

test("what is found is told once, and what follows it is told of each change", async () => {
  let changes = 0;
  age.onChange(() => {
    changes += 1;
  });
  tell(10n);
  for (const number of [10n, 9n, 9n, 10n, 11n, 3n]) await age.look(async () => rowOf(number));
  expect(it.logged.map((line) => line.split(":")[0])).toEqual(["error", "info", "error"]);
  expect([changes, age.isOlder]).toEqual([3, true]);
  expect(() => age.requireWritable()).toThrow(expect.objectContaining({ code: "databaseOlder" }));
});

test("a new connection to an older database is refused, but for while the process starts", async () => {
  tell(10n);
  await age.look(async () => rowOf(10n));
  put(9n);
  await age.vet(it.run);
  expect(age.isOlder).toBe(true);
  age.beStrict();
  await expect(age.vet(it.run)).rejects.toMatchObject({ name: "DatabaseAway", code: "ETIMEDOUT" });
  put(10n);
  await age.vet(it.run);
  expect(age.isOlder).toBe(false);
});

test("a new connection is compared with what the token was told since the last look", async () => {
  tell(10n);
  put(10n);
  await age.look(async () => rowOf(10n));
  age.beStrict();
  tell(11n);
  // It was asked just now.
  await age.vet(it.run);
  const now = performance.now();
  vi.spyOn(performance, "now").mockReturnValue(now + 501);
  await expect(age.vet(it.run)).rejects.toMatchObject({ name: "DatabaseAway" });
  vi.restoreAllMocks();
});

test("while the token does not answer, a new connection is what the last look has found", async () => {
  tell(10n);
  put(10n);
  await age.look(async () => rowOf(10n));
  age.beStrict();
  const { isSealMac } = it.hsm;
  it.hsm.isSealMac = () => {
    throw new KmsError("unavailable");
  };
  await age.vet(it.run);
  it.hsm.isSealMac = isSealMac;
  put(9n);
  await expect(age.vet(it.run)).rejects.toThrow();
});

test("a row that was read before the token was told is not compared with what it was told then", async () => {
  tell(10n);
  await age.look(async () => rowOf(10n));
  age.beStrict();
  let answer: (look: ReturnType<typeof rowOf>) => void = () => {};
  const slow = age.look(() => new Promise((resolve) => (answer = resolve)));
  tell(11n);
  await age.look(async () => rowOf(11n));
  answer(rowOf(10n));
  await slow;
  expect([age.isOlder, it.logged]).toEqual([false, []]);
});

test("what was found holds while the token or the database does not answer, and the token cannot take back what it said", async () => {
  tell(10n);
  await age.look(async () => rowOf(9n));
  const fail = () => Promise.reject(new Error("away"));
  await expect(age.look(fail)).rejects.toThrow("away");
  it.before = () => {
    throw new Error("away");
  };
  await expect(age.look(async () => rowOf(10n))).rejects.toThrow("away");
  expect(age.isOlder).toBe(true);
  it.before = () => {};
  for (const back of [null, encodeMark(mark(3n)), Buffer.from("nonsense")]) {
    it.mark = back;
    await age.look(async () => rowOf(9n));
    expect(age.isOlder).toBe(true);
  }
});

test("what runs only while the database is fresh stops and goes on, and ends for good", async () => {
  const events: string[] = [];
  const start = async () => {
    events.push("start");
    return async () => void events.push("stop");
  };
  tell(10n);
  await age.look(async () => rowOf(9n));
  const end = await whileFresh(age, it.log, start);
  expect(events).toEqual([]);
  const settled = async (number: bigint) => {
    await age.look(async () => rowOf(number));
    await new Promise((resolve) => setTimeout(resolve, 5));
    return [...events];
  };
  expect(await settled(10n)).toEqual(["start"]);
  expect(await settled(9n)).toEqual(["start", "stop"]);
  expect(await settled(10n)).toEqual(["start", "stop", "start"]);
  await end();
  expect(events).toEqual(["start", "stop", "start", "stop"]);
  expect(await settled(9n)).toEqual(await settled(10n));
});
