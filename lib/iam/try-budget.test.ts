import { expect, test } from "vitest";
import { TryBudget } from "./try-budget";

test("a budget is used up at once or over time, fills evenly, and never beyond its capacity", () => {
  let now = 0;
  const budget = new TryBudget(3, 2, () => now);
  const taken = () => [1, 2, 3, 4].filter(() => budget.take("a")).length;
  expect(taken()).toBe(3);
  expect([budget.has("a"), budget.has("b")]).toEqual([false, true]);
  now = 499;
  expect(budget.has("a")).toBe(false);
  now = 500;
  expect(taken()).toBe(1);
  budget.giveBack("a");
  expect(taken()).toBe(1);
  now = 1_000_000;
  budget.giveBack("a");
  expect(taken()).toBe(3);
});

test("the networks that are remembered are bounded, and those used longest ago are forgotten first", () => {
  const budget = new TryBudget(1, 1, () => 0);
  for (let number = 0; number <= 10_000; number += 1) budget.take(`n${number}`);
  expect([budget.has("n0"), budget.has("n1"), budget.has("n10000")]).toEqual([true, false, false]);
});
