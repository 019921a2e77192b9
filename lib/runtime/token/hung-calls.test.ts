import { expect, test } from "vitest";
import { HungCalls } from "./hung-calls";

test.each([
  ["using a key", "use", 30],
  ["making one", "make", 120],
] as const)("a call %s hangs when it has not returned for so many seconds, and not before", (_what, lane, patience) => {
  const hung = new HungCalls();
  const call = { lane };
  for (let second = 1; second < patience; second += 1) expect(hung.look([call])).toBeNull();
  expect(hung.look([call])).toContain(`${patience} seconds`);
});

test("many calls that each return in time do not count as a hang, however long they go on", () => {
  const hung = new HungCalls();
  let calls = [{ lane: "use" as const }];
  for (let second = 0; second < 600; second += 1) {
    if (second % 20 === 0) calls = [{ lane: "use" }];
    expect(hung.look(calls)).toBeNull();
  }
});
