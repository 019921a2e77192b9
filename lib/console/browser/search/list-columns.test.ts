import fc from "fast-check";
import { expect, test } from "vitest";
import { movedColumn, OPTIONAL_COLUMNS, readColumns, readKeptColumns, toKeptColumns, USUAL_COLUMNS, withColumn } from "./list-columns";

const choices = fc.shuffledSubarray([...OPTIONAL_COLUMNS]);
const inUrl = (text: string) => readColumns(new URLSearchParams(text), USUAL_COLUMNS);

test("what is kept of a choice gives the choice back, in its order", () => {
  fc.assert(
    fc.property(choices, (columns) => {
      expect(readKeptColumns(toKeptColumns(columns))).toEqual(columns);
    }),
  );
  expect(toKeptColumns(USUAL_COLUMNS)).toBeNull();
  expect(readKeptColumns(undefined)).toEqual(USUAL_COLUMNS);
});

test("a cookie holds no character that does not belong into one", () => {
  fc.assert(
    fc.property(choices, (columns) => {
      expect(toKeptColumns(columns) ?? "").toMatch(/^[a-z.]*$/);
    }),
  );
});

test("links from before columns had an order still hide what they hid", () => {
  expect(inUrl("hide=id,origin")).toEqual(["algorithm", "used", "created"]);
  expect(inUrl("hide=alias,nonsense")).toEqual(USUAL_COLUMNS);
  expect(inUrl("cols=tags,id,tags,__proto__")).toEqual(["tags", "id"]);
  expect(inUrl("cols=")).toEqual([]);
});

test("what is remembered counts only where the URL says nothing", () => {
  expect(readColumns(new URLSearchParams("q=x"), ["tags"])).toEqual(["tags"]);
  expect(readColumns(new URLSearchParams("cols=id"), ["tags"])).toEqual(["id"]);
});

test("a column is shown at the end, hidden, and moved as far as there are places", () => {
  expect(withColumn(["id"], "tags", true)).toEqual(["id", "tags"]);
  expect(withColumn(["id", "tags"], "id", false)).toEqual(["tags"]);
  expect(movedColumn(["id", "tags", "origin"], "origin", -1)).toEqual(["id", "origin", "tags"]);
  expect(movedColumn(["id", "tags"], "id", -1)).toEqual(["id", "tags"]);
  expect(movedColumn(["id", "tags"], "tags", 1)).toEqual(["id", "tags"]);
  expect(movedColumn(["id"], "tags", 1)).toEqual(["id"]);
});
