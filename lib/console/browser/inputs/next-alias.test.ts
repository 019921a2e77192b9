import { expect, test } from "vitest";
import { nextAlias } from "./next-alias";

test.each([
  ["orders", "orders-2"],
  ["orders-2", "orders-3"],
  ["orders-2027", "orders-2028"],
  ["a:b/c_d-", "a:b/c_d--2"],
  ["x".repeat(255), `${"x".repeat(253)}-2`],
])("the key after %s is called %s", (alias, next) => {
  expect(nextAlias(alias)).toBe(next);
});
