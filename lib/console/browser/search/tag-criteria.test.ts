import { expect, test } from "vitest";
import { criterionProblem } from "../inputs/criterion-problem";
import { readParameters, toParameter, toTagFilter } from "./tag-criteria";

test("a criterion stands in the URL as key, or as key and value parted by =", () => {
  const criteria = [
    { key: "team", value: "" },
    { key: "owner name", value: "a&b #1" },
  ];
  expect(criteria.map(toParameter)).toEqual(["team", "owner name=a&b #1"]);
  expect(readParameters(criteria.map(toParameter))).toEqual(criteria);
});

test("a URL edited by hand gives sound criteria: what is none is dropped, what is there twice counts once", () => {
  const long = "a".repeat(37);
  expect(readParameters(["", "=x", "a=b=c", long, `a=${"b".repeat(44)}`, "a*", "team=x", "team=x", "team=y"])).toEqual([
    { key: "team", value: "x" },
    { key: "team", value: "y" },
  ]);
  expect(readParameters(Array.from({ length: 30 }, (_, number) => `k${number}`))).toHaveLength(20);
});

test("a 21st criterion is refused", () => {
  const criteria = Array.from({ length: 20 }, (_, number) => ({ key: `k${number}`, value: "" }));
  expect(criterionProblem({ key: "more", value: "" }, criteria)?.key).toMatch(/at most 20/i);
});

test("without a value any value does", () => {
  expect(toTagFilter([])).toBeUndefined();
  expect(
    toTagFilter([
      { key: "a", value: "" },
      { key: "b", value: "1" },
    ]),
  ).toEqual([{ key: "a" }, { key: "b", values: ["1"] }]);
});
