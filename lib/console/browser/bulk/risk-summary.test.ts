import { expect, test } from "vitest";
import { riskWords } from "../../words/change-words";
import { byRisk, type Risk, riskLevel, sumRisks } from "./risk-summary";

const NOW = Date.UTC(2026, 10, 28);
const HOUR = 3_600_000;
const risk = (hoursAgo: number | null, grants = 0, tags = 0) =>
  ({ last_use_time: hoursAgo === null ? "" : String(NOW - hoursAgo * HOUR), grants, tags, aliases: 0, callers: [] }) as unknown as Risk;

test.each([
  [risk(24), "danger"],
  [risk(24.1), "caution"],
  [risk(720), "caution"],
  [risk(720.1), "none"],
  [risk(null, 1), "note"],
  [risk(null), "none"],
  [null, "caution"],
  [undefined, "none"],
])("%# a key is as risky as its latest use, or its grants, make it", (one, level) => {
  expect(riskLevel(one, NOW)).toBe(level);
});

test("all keys are summed up, not only the first ten", () => {
  const many = new Map(Array.from({ length: 31 }, (_, index) => [String(index), risk(index === 30 ? 1 : null, index % 2, 2)]));
  expect(sumRisks(many, NOW)).toEqual({ today: 1, lately: 0, unused: 30, unknown: 0, grants: 15, tags: 62 });
});

test.each([
  [{ today: 1, lately: 2, unused: 28 }, "1 key was used in the last 24 hours, 2 in the last 30 days, 28 not."],
  [{ today: 3, lately: 0, unused: 1 }, "3 keys were used in the last 24 hours, 1 not in the last 30 days."],
  [{ today: 0, lately: 1, unused: 1 }, "1 key was used in the last 30 days, 1 not."],
  [{ today: 0, lately: 0, unused: 2 }, "2 keys were not used in the last 30 days."],
])("%# how many keys are used is told in one sentence", (numbers, sentence) => {
  const sum = { unknown: 0, grants: 1, tags: 1, ...numbers };
  // What is disabled keeps what hangs on it.
  expect(riskWords.sum(sum, false)).toBe(sentence);
  expect(riskWords.sum(sum, true)).toBe(`${sentence} 1 live grant and 1 tag go with the keys.`);
  expect(riskWords.sum({ ...sum, unknown: 1, grants: 3, tags: 64 }, true)).toMatch(
    /, of 1 key it cannot be told\. 3 live grants and 64 tags go with the keys\.$/,
  );
});

test("the riskiest stand first, the others in their order", () => {
  const keys = ["a", "b", "c", "d"].map((key_id) => ({ key: { key_id } }));
  const risks = new Map([
    ["b", risk(null, 1)],
    ["c", risk(2)],
    ["d", null],
  ]);
  expect(byRisk(keys, risks, NOW).map(({ key }) => key.key_id)).toEqual(["c", "d", "b", "a"]);
  const skipped = keys.map((one) => ({ ...one, refusal: one.key.key_id === "d" ? "pending deletion" : null }));
  expect(byRisk(skipped, risks, NOW).map(({ key }) => key.key_id)).toEqual(["c", "b", "a", "d"]);
});
