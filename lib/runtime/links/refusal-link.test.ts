import { EventEmitter } from "node:events";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { TraceRow } from "#lib/store/traces/traces";
import { keepRefusals, reportRefusals } from "./refusal-link";
import { keepSignIns, shareSignIns } from "./sign-in-link";
import { keepTroubles, shareTrouble } from "./trouble-link";

/** A channel between a primary and a worker, which carries what JSON carries. */
class Channel {
  readonly atPrimary = new EventEmitter() as EventEmitter & { connected: boolean; send(message: object): void };
  readonly atWorker = new EventEmitter() as EventEmitter & { connected: boolean; send(message: object): void };

  constructor() {
    const carry = (to: EventEmitter) => (message: object) => {
      const text = JSON.stringify(message);
      queueMicrotask(() => to.emit("message", JSON.parse(text)));
    };
    Object.assign(this.atPrimary, { connected: true, send: carry(this.atWorker) });
    Object.assign(this.atWorker, { connected: true, send: carry(this.atPrimary) });
  }

  kill(): void {
    this.atPrimary.connected = false;
    this.atWorker.connected = false;
    this.atPrimary.emit("exit");
  }
}

const row = (more: Partial<TraceRow> = {}) =>
  ({
    time: new Date("2030-01-01"),
    accountId: "a",
    traceName: "createToken",
    ip: "192.0.2.1",
    errorCode: "APIGW.0301",
    callerId: "",
    accessKey: "",
    details: { method: "token" },
    ...more,
  }) as TraceRow;

const counts = (rows: readonly TraceRow[]) => rows.map(({ ip, details }) => [ip, details.count]);
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

async function start(workers: number) {
  const lost: object[] = [];
  const keeper = keepRefusals({ error: (fields: object) => void lost.push(fields) } as never);
  const launch = () => {
    const channel = new Channel();
    keeper.connect(channel.atPrimary as never);
    const written: TraceRow[] = [];
    const broken = { is: false };
    const ledger = reportRefusals(channel.atWorker);
    ledger.writeWith(async (one) => {
      if (broken.is) throw new Error("no database");
      written.push(one);
    });
    return { channel, ledger, written, broken };
  };
  const all = Array.from({ length: workers }, launch);
  await pass(0);
  return { keeper, all, launch, lost, written: () => all.flatMap(({ written }) => written) };
}
beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("refusals of strangers", () => {
  test("at several workers make one row for an address and a minute, written by one of them with a time that is a time", async () => {
    const { all, written } = await start(3);
    for (let number = 0; number < 3_000; number += 1) all[number % 3]?.ledger.countStranger(row());
    await pass(59_000);
    expect(written()).toEqual([]);
    await pass(3_000);
    expect(counts(written())).toEqual([["192.0.2.1", 3_000]]);
    expect(written()[0]?.time).toEqual(new Date("2030-01-01"));
  });

  test("of a known user are told by the primary which one leaves a row at once, whichever worker it reaches", async () => {
    const { all, written } = await start(2);
    const known = row({ callerId: "user-1" });
    const answers = await Promise.all([0, 1, 0, 1, 1].map((number) => all[number]?.ledger.count(known, 1)));
    expect(answers.filter(Boolean)).toHaveLength(1);
    await pass(62_000);
    expect(counts(written())).toEqual([["192.0.2.1", 4]]);
  });

  test("are all written when the product stops in order, as one row", async () => {
    const { all, keeper, written, lost } = await start(2);
    for (const { ledger } of all) for (let number = 0; number < 5; number += 1) ledger.countStranger(row());
    await keeper.finish();
    expect(counts(written())).toEqual([["192.0.2.1", 10]]);
    // What comes between is the worker's own to write.
    all[0]?.ledger.countStranger(row());
    const known = row({ callerId: "user-1" });
    expect([await all[0]?.ledger.count(known, 1), await all[0]?.ledger.count(known, 1)]).toEqual([true, false]);
    expect(await all[0]?.ledger.close()).toBe(0);
    expect(counts(written())).toEqual([
      ["192.0.2.1", 10],
      ["192.0.2.1", 1],
      ["192.0.2.1", 1],
    ]);
    expect(lost).toEqual([]);
  });

  test("that one worker cannot write are written by another, or later", async () => {
    const { all, written } = await start(2);
    all[0]?.ledger.countStranger(row());
    for (const { broken } of all) broken.is = true;
    await pass(62_000);
    expect(written()).toEqual([]);
    if (all[1]) all[1].broken.is = false;
    await pass(2_000);
    expect(counts(written())).toEqual([["192.0.2.1", 1]]);
  });

  test("that a worker was given to write when it was killed are written by another", async () => {
    const { all, launch } = await start(1);
    all[0]?.ledger.countStranger(row());
    const next = launch();
    all[0]?.ledger.writeWith(() => new Promise(() => {}));
    await pass(62_000);
    expect(next.written).toEqual([]);
    all[0]?.channel.kill();
    await pass(2_000);
    expect(counts(next.written)).toEqual([["192.0.2.1", 1]]);
  });

  test("that nobody can write at the end are said to be lost, and do not hold up the stop", async () => {
    const { all, keeper, lost } = await start(2);
    all[0]?.ledger.countStranger(row());
    for (const { ledger } of all) ledger.writeWith(() => new Promise(() => {}));
    const finished = keeper.finish();
    await pass(5_000);
    await finished;
    expect(lost).toEqual([{ rows: 1 }]);
  });

  test("wait in bounded memory while there is no worker that could write them", async () => {
    const { all, launch } = await start(1);
    for (let number = 0; number < 2_000; number += 1) all[0]?.ledger.countStranger(row({ ip: `10.0.${number >> 8}.${number & 255}` }));
    await pass(300);
    all[0]?.channel.kill();
    await pass(300_000);
    const next = launch();
    await pass(3_000);
    expect(next.written.length).toBeLessThanOrEqual(513);
    expect(next.written.reduce((sum, { details }) => sum + Number(details.count), 0)).toBe(2_000);
  });
});

test("who signed in well at one worker is known at all, also at one that starts later", async () => {
  const connect = keepSignIns();
  const launch = () => {
    const channel = new Channel();
    connect(channel.atPrimary as never);
    return shareSignIns(channel.atWorker);
  };
  const [one, other] = [launch(), launch()];
  await pass(0);
  one.note({ network: "home", users: ["u", "v"] });
  await pass(0);
  const later = launch();
  await pass(0);
  for (const recent of [one, other, later]) {
    expect([recent.hasPair({ network: "home", user: "v" }), recent.hasNetwork("home"), recent.hasNetwork("elsewhere")]).toEqual([
      true,
      true,
      false,
    ]);
  }
});

test("each worker knows whether another cannot write traces, also one that is started later, until that is over or the other is gone", async () => {
  const connect = keepTroubles();
  const start = () => {
    const channel = new Channel();
    connect(channel.atPrimary as never);
    return { channel, trouble: shareTrouble(channel.atWorker) };
  };
  const settle = () => pass(0);
  const [one, two] = [start(), start()];
  await settle();
  expect([one, two].map(({ trouble }) => trouble.isElsewhere())).toEqual([false, false]);
  one.trouble.tell(true);
  await settle();
  const three = start();
  await settle();
  // Its own is not elsewhere.
  expect([one, two, three].map(({ trouble }) => trouble.isElsewhere())).toEqual([false, true, true]);
  two.trouble.tell(true);
  await settle();
  one.trouble.tell(false);
  await settle();
  expect([one, two, three].map(({ trouble }) => trouble.isElsewhere())).toEqual([true, false, true]);
  two.channel.kill();
  await settle();
  expect([one, three].map(({ trouble }) => trouble.isElsewhere())).toEqual([false, false]);
});
