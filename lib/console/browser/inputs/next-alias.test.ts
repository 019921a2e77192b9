import { expect, test } from "vitest";
import { nextAlias } from "./next-alias";

test.each([
  ["orders", "orders-2"],
  ["orders-2", "orders-3"],
  ["orders-2027", "orders-2028"],
  ["key-02", "key-03"],
  ["key-09", "key-10"],
  ["key-99", "key-100"],
  ["key-000", "key-001"],
  ["key-0999999", "key-0999999-2"],
  ["a:b/c_d-", "a:b/c_d--2"],
  ["x".repeat(255), `${"x".repeat(253)}-2`],
])("the key after %s is called %s", (alias, next) => {
  expect(nextAlias(alias)).toBe(next);
});

test("a name that exists is passed over, however many do", () => {
  expect(nextAlias("key-02", new Set(["key-03"]))).toBe("key-04");
  expect(nextAlias("key-02", new Set(["key-3"]))).toBe("key-03");
  expect(nextAlias("key", new Set(["key-2", "key-3", "key-5"]))).toBe("key-4");
  expect(nextAlias("key-08", new Set(["key-09", "key-10"]))).toBe("key-11");
  expect(nextAlias("x".repeat(255), new Set([`${"x".repeat(253)}-2`]))).toBe(`${"x".repeat(253)}-3`);
});
