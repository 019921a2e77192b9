import { expect, test } from "vitest";
import { filterPolicies, hasDeny, orderPolicies, type PolicyItem } from "./policy-items";

const item = (name: string, description = ""): PolicyItem => ({
  id: name,
  name,
  kind: "custom",
  isOfAccount: false,
  description,
  document: { Version: "1.1", Statement: [{ Effect: "Allow", Action: ["kms:cmk:get"] }] },
  createdAt: "0",
  changedAt: "0",
});

test("system roles come first, in the guide's order, then the account's own by name", () => {
  expect(orderPolicies([item("b"), item("a")]).map(({ name }) => name)).toEqual([
    "KMS Administrator",
    "KMS Viewer",
    "Security Administrator",
    "a",
    "b",
  ]);
});

test("policies are found by a part of name or description, without regard to case and blanks, and by kind", () => {
  const all = orderPolicies([item("payments", "For Settlement"), item("other")]);
  const names = (search: Parameters<typeof filterPolicies>[1]) => filterPolicies(all, search).map(({ name }) => name);
  expect(names({ text: " settle ", kind: "all" })).toEqual(["payments"]);
  expect(names({ text: "", kind: "custom" })).toEqual(["other", "payments"]);
  expect(names({ text: "viewer", kind: "custom" })).toEqual([]);
  expect(names({ text: "viewer", kind: "system" })).toEqual(["KMS Viewer"]);
});

test("only Security Administrator is about the account's people", () => {
  expect(orderPolicies([]).filter(({ isOfAccount }) => isOfAccount)).toHaveLength(1);
});

test("a policy that forbids something is known", () => {
  const { document } = item("a");
  expect(hasDeny(document)).toBe(false);
  expect(hasDeny({ ...document, Statement: [...document.Statement, { Effect: "Deny", Action: ["kms:cmk:get"] }] })).toBe(true);
});
