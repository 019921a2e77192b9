import { describe, expect, test } from "vitest";
import { attentionWords } from "#lib/console/words/overview/attention-words";
import type { ReplyOf } from "#lib/wire/catalog";
import { attentionOf, urgencyOf } from "./attention";
import { attentionInput, overviewInput, readRange } from "./overview-input";

const NOW = Date.UTC(2026, 10, 27, 14, 20);
const DAY = 86_400_000;
const inDays = (days: number) => String(NOW + days * DAY);

type Need = ReplyOf<"describeOverview">["needs"][number];
type System = Pick<ReplyOf<"describeSystem">, "hsm" | "database" | "jobs" | "forwarding" | "audit_log">;

function need(kind: Need["kind"], keys: readonly Partial<Need["keys"][number]>[], total = keys.length): Need {
  return {
    kind,
    total,
    keys: keys.map((key, at) => ({
      kind,
      key_id: `${kind}-${at}`,
      alias: `alias-${at}`,
      at: inDays(at),
      last_call_at: "",
      last_caller: "",
      ...key,
    })),
  };
}

const job = (name: System["jobs"][number]["name"], more: Partial<System["jobs"][number]> = {}): System["jobs"][number] => ({
  name,
  status: "ok",
  last_run: inDays(-1),
  next_run: inDays(1),
  last_failure: "",
  failure: "",
  failures: 0,
  failures_in_a_row: 0,
  ...more,
});

const soundLog: System["audit_log"] = {
  broken: "",
  faults: [],
  checkpoint: { origin: "o", incarnation: 1, size: 7, root: "", time: inDays(-1) },
  lag_ms: 0,
  verification: null,
  witnesses: [],
};

function system(more: Partial<System> = {}): System {
  const hsm = {
    status: "ok",
    label: "kms",
    manufacturer: "Utimaco",
    model: "CryptoServer",
    serial_number: "",
    library: "libcs.so",
  } as System["hsm"];
  return { hsm, database: { status: "ok" }, jobs: [job("rotation")], forwarding: [], audit_log: soundLog, ...more };
}

const quiet: System["forwarding"][number] = {
  name: "webhook",
  status: "ok",
  delivered_until: "",
  delivered: 0,
  waiting: 0,
  waiting_since: "",
  last_failure: "",
  failure: "",
  failures: 0,
  failures_in_a_row: 0,
};

const said = (...given: Parameters<typeof attentionOf>) =>
  attentionOf(...given).map((one) => {
    const { about, rest } = attentionWords(one, NOW);
    return `${urgencyOf(one)}: ${about}${rest}`;
  });

describe("what needs somebody", () => {
  test("is said worst first, whatever comes first", () => {
    const overview = {
      unused: { keys: 9, exact: true },
      quota: { used: 86, quota: 100, days_left: 63 },
      needs: [
        need("import", [
          { alias: "hr/payroll-import", at: inDays(-3.4) },
          { alias: "lost", at: "" },
        ]),
        need("rotation", [{ alias: "cards/pan-tokens", at: inDays(-12) }]),
        need("materialExpiry", [{ alias: "treasury/swift-archive", at: inDays(5.2) }]),
        need("deletion", [
          { alias: "quiet", at: inDays(1) },
          { alias: "legacy/fax-gateway", at: inDays(2.1), last_call_at: String(NOW - 3 * 3_600_000), last_caller: "branch-gateway" },
        ]),
      ],
    };
    const failing = job("materialExpiry", {
      status: "failing",
      failures_in_a_row: 3,
      failure: "The token did not answer.",
      last_failure: inDays(-0.01),
    });
    expect(said(overview, system({ jobs: [job("rotation"), failing] }))).toEqual([
      "danger: legacy/fax-gateway is destroyed in 2 days, and was called 3 hours ago by branch-gateway",
      "danger: Key material expiry failed 3 times in a row: The token did not answer.",
      "caution: quiet is destroyed in 1 day",
      "caution: treasury/swift-archive loses its imported material in 5 days",
      "caution: cards/pan-tokens should have been rotated 12 days ago",
      "caution: 86 of 100 keys are used; at this pace the quota is full in 9 weeks",
      "caution: hr/payroll-import has waited for its key material for 3 days",
      "caution: lost waits for its key material",
      "note: 9 keys without use for 90 days",
    ]);
  });

  test("of many keys is said in one line for those that are not named", () => {
    const overview = { needs: [need("deletion", [{ alias: "a", at: inDays(1) }], 13), need("rotation", [{ at: inDays(-2) }], 2)] };
    expect(said(overview, undefined).slice(2)).toEqual([
      "caution: 12 more keys are destroyed within 7 days",
      "caution: 1 more key should have been rotated",
    ]);
  });

  test("of the service is said with what it is worth", () => {
    const { hsm } = system();
    expect(
      said(
        undefined,
        system({
          hsm: { ...hsm, status: "failing", manufacturer: "SoftHSM project" },
          database: { status: "failing" },
          jobs: [job("rotation", { status: "failing" })],
          forwarding: [
            { ...quiet, name: "webhook" },
            { ...quiet, name: "syslog", status: "failing", failure: "Nobody answers." },
          ],
        }),
      ),
    ).toEqual([
      "danger: The HSM token does not answer: no key can be used",
      "danger: The database does not answer",
      "danger: Key rotation has not run when it should have",
      "danger: Forwarding of traces to the syslog fails: Nobody answers.",
      "note: Software token: for trying, not for keys that matter",
    ]);
  });

  test("of the audit log comes before all else", () => {
    const failing = { hsm: { ...system().hsm, status: "failing" as const } };
    expect(said(undefined, system({ ...failing, audit_log: { ...soundLog, faults: ["Trace 7 was changed by somebody else."] } }))).toEqual([
      "danger: The audit log has 1 entry that somebody else has changed",
      "danger: The HSM token does not answer: no key can be used",
    ]);
    const broken = { ...soundLog, broken: "The audit log is older than what was sealed.", faults: ["a", "b"] };
    expect(said(undefined, system({ audit_log: broken }))).toEqual([
      "danger: The audit log is not what was sealed: nothing more is sealed until that is cleared up",
    ]);
  });

  test("is nothing where all is well, and where nothing is known", () => {
    expect(attentionOf({ needs: [], unused: { keys: 0, exact: false } }, system())).toEqual([]);
    expect(attentionOf(undefined, undefined)).toEqual([]);
  });

  test.each([
    [0, "; the quota is full"],
    [1, "; at this pace the quota is full in 1 day"],
    [80, "; at this pace the quota is full in 11 weeks"],
    [400, ""],
    [null, ""],
  ])("of a quota with %s days left ends in %j", (days_left, end) => {
    expect(said({ needs: [], quota: { used: 1_000, quota: 1_200, days_left } }, undefined)).toEqual([
      `caution: 1,000 of 1,200 keys are used${end}`,
    ]);
  });
});

test("it is asked for what who looks may know, and no more", () => {
  expect(overviewInput(["describeOverview"], "7d")).toEqual({ with_keys: true });
  expect(overviewInput(["describeOverview", "describeKey"], "7d")).toEqual({ with_keys: true, with_use: true, range: "7d" });
  expect(overviewInput(["describeOverview", "describeKey", "listTraces"], "24h")).toEqual({
    with_keys: true,
    with_use: true,
    range: "24h",
    with_callers: true,
  });
  expect(attentionInput(["describeOverview"])).toEqual({});
  expect([readRange("30d"), readRange("1y"), readRange(null)]).toEqual(["30d", "24h", "24h"]);
});
