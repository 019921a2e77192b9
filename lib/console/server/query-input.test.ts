import { expect, test } from "vitest";
import { readQueryInput } from "./query-input";

test("only a JSON object is an input", () => {
  expect(readQueryInput('{"key_id":"x"}')).toEqual({ key_id: "x" });
  expect(readQueryInput("{}")).toEqual({});
  for (const text of [null, "", "null", "[]", "[{}]", "7", '"x"', "true", "{", "{}{}", "undefined"])
    expect(readQueryInput(text)).toBeNull();
});
