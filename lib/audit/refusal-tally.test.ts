import { describe, expect, test } from "vitest";
import { NO_RIGHT } from "#lib/domain/trace";
import type { TraceRow } from "#lib/store/traces/traces";
import { localRefusals } from "./refusal-ledger";
import { GATHERED_MS, RefusalTally, toTraceRow } from "./refusal-tally";

const row = (more: Partial<TraceRow> = {}, second = 0): TraceRow => ({
  time: new Date(Date.UTC(2030, 0, 1, 0, 0, second)),
  accountId: "account",
  projectId: null,
  callerKind: more.callerId ? "user" : "unknown",
  callerId: "",
  callerName: "",
  callerAccountId: "",
  accessKey: "",
  ...NO_RIGHT,
  source: "api",
  ip: "192.0.2.1",
  requestId: `request-${second}`,
  traceName: "createToken",
  resourceType: "token",
  resourceId: more.callerId ?? "",
  alias: "",
  outcome: "warning",
  errorCode: "APIGW.0301",
  details: { method: "password" },
  ...more,
});
const rowsOf = (tally: RefusalTally, now?: number) => tally.take(now).map(toTraceRow);

describe("strangers", () => {
  test("leave one row for an address and a minute, with their number, their ways and when it began", () => {
    const tally = new RefusalTally();
    for (let second = 0; second < 59; second += 1) {
      tally.countStranger(row({ details: { method: second === 3 ? "token" : "password" } }, second), second * 1_000);
    }
    expect(rowsOf(tally, GATHERED_MS - 1)).toEqual([]);
    expect(rowsOf(tally, GATHERED_MS)).toEqual([
      row({ time: new Date("2030-01-01T00:00:58Z"), details: { method: "password, token", count: 59, since: "2030-01-01T00:00:00.000Z" } }),
    ]);
    expect(rowsOf(tally)).toEqual([]);
  });

  test("are told apart by address and by the account that they named, and those of one IPv6 network are not", () => {
    const tally = new RefusalTally();
    for (const ip of ["192.0.2.1", "192.0.2.2", "2001:db8::1", "2001:db8::2"]) tally.countStranger(row({ ip }), 0);
    tally.countStranger(row({ accountId: "other" }), 0);
    expect(rowsOf(tally).map(({ ip, accountId, details }) => [ip, accountId, details.count])).toEqual([
      ["192.0.2.1", "account", 1],
      ["192.0.2.2", "account", 1],
      ["2001:db8:0:0::/64", "account", 2],
      ["192.0.2.1", "other", 1],
    ]);
  });

  test("of more addresses than are told apart are counted together, and none is lost", () => {
    const tally = new RefusalTally();
    for (let number = 0; number < 20_000; number += 1) {
      const ip = `10.${number >> 16}.${(number >> 8) & 255}.${number & 255}`;
      tally.countStranger(row({ ip, accountId: `account-${number % 1_000}` }), 0);
    }
    const rows = rowsOf(tally);
    expect(rows.length).toBeLessThanOrEqual(256 + 256 + 1);
    expect(rows.reduce((sum, { details }) => sum + Number(details.count), 0)).toBe(20_000);
    expect(new Set(rows.slice(256).map(({ ip }) => ip))).toEqual(new Set(["others"]));
  });
});

describe("known users", () => {
  const user = (more: Partial<TraceRow> = {}, second = 0) => row({ callerId: "user-1", callerName: "one", ...more }, second);

  test("leave the first row at once, and the rest of that minute and address as one with their number", () => {
    const tally = new RefusalTally();
    expect(tally.count(user(), 1, 0)).toBe(true);
    expect(rowsOf(tally)).toEqual([]);
    const atOnce = [0, 1, 2, 3].map((second) => tally.count(user({}, second), 1, second));
    expect(atOnce).toEqual([true, false, false, false]);
    expect(rowsOf(tally, GATHERED_MS)).toEqual([
      user({ time: new Date("2030-01-01T00:00:03Z"), details: { method: "password", count: 3, since: "2030-01-01T00:00:01.000Z" } }),
    ]);
    expect(tally.count(user(), 1, GATHERED_MS)).toBe(true);
  });

  test("and other addresses, users and refusals have rows of their own", () => {
    const tally = new RefusalTally();
    const others = [{}, { ip: "192.0.2.9" }, { callerId: "user-2" }, { errorCode: "KMS.0307" }, { callerId: "", accessKey: "AK" }];
    expect(others.map((more) => tally.count(user(more), 1, 0))).toEqual([true, true, true, true, true]);
  });

  test("may have several rows at once, and the details of one try are not said of all", () => {
    const tally = new RefusalTally();
    const bad = () => row({ accessKey: "AK", traceName: "verifySignature", details: { userId: "user-1", locked: false } });
    expect([1, 2, 3, 4, 5, 6, 7].map(() => tally.count(bad(), 5, 0))).toEqual([true, true, true, true, true, false, false]);
    expect(rowsOf(tally).map(({ details }) => details)).toEqual([{ userId: "user-1", count: 2, since: "2030-01-01T00:00:00.000Z" }]);
  });

  test("in great number leave no more rows than are told apart, and the rest names nobody", () => {
    const tally = new RefusalTally();
    const atOnce = Array.from({ length: 5_000 }, (_none, number) => tally.count(user({ callerId: `u${number}` }), 1, 0));
    expect(atOnce.filter(Boolean)).toHaveLength(256);
    expect(rowsOf(tally)).toMatchObject([{ ip: "others", callerKind: "unknown", callerId: "", callerName: "", details: { count: 4_744 } }]);
  });
});

test("what could not be written is due again at once, with what came meanwhile", () => {
  const tally = new RefusalTally();
  tally.countStranger(row(), 0);
  const taken = tally.take(GATHERED_MS);
  tally.countStranger(row({}, 9), GATHERED_MS);
  tally.putBack(taken, GATHERED_MS);
  expect(rowsOf(tally, 2 * GATHERED_MS).map(({ details }) => details.count)).toEqual([2]);
  tally.countStranger(row(), 0);
  tally.putBack(tally.take(GATHERED_MS), GATHERED_MS);
  expect(rowsOf(tally, GATHERED_MS).map(({ details }) => details.count)).toEqual([1]);
});

test("a process that is alone writes at its end what it has counted, also what could not be written before", async () => {
  let now = 0;
  const written: TraceRow[] = [];
  let isBroken = true;
  const ledger = localRefusals(() => now);
  ledger.writeWith(async (one) => {
    if (isBroken) throw new Error("no database");
    written.push(one);
  });
  ledger.countStranger(row());
  ledger.countStranger(row({}, 5));
  now = GATHERED_MS;
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  expect(written).toEqual([]);
  isBroken = false;
  await ledger.close();
  expect(written).toMatchObject([{ details: { count: 2 } }]);
});
