import { expect, test } from "vitest";
import type { Reason } from "#lib/domain/policy/decide";
import { SYSTEM_POLICIES } from "#lib/domain/policy/system-policies";
import { rightOf } from "./right-of";

const place = (policyId: string, statement = 2) =>
  ({ policyId, policyName: "", statement, scope: "project", groupId: "0".repeat(32) }) as const;
const POLICY = "f".repeat(32);

test.each<[Reason, string, string]>([
  [{ kind: "openToAll" }, "everybody", ""],
  [{ kind: "ownDefaultKey" }, "defaultKey", ""],
  [{ kind: "allowedByGrant", grantId: "g" }, "grant", "g"],
  [{ kind: "allowedByStatement", place: place(POLICY) }, "statement", `${POLICY}#2`],
  [{ kind: "deniedByStatement", place: place(POLICY, 0) }, "statement", `${POLICY}#0`],
  [{ kind: "deniedUntold", place: place(POLICY, 1) }, "statement", `${POLICY}#1`],
  [{ kind: "deniedByUnreadable", policyId: POLICY, policyName: "" }, "statement", POLICY],
  [{ kind: "nothingAllows" }, "", ""],
  // What would have allowed it did not.
  [{ kind: "grantNotInConsole", grantId: "g" }, "", ""],
  [{ kind: "limitedToKeys", place: place(POLICY) }, "", ""],
  [{ kind: "allowUntold", place: place(POLICY) }, "", ""],
])("%j", (reason, rightKind, rightId) => {
  expect(rightOf(reason)).toEqual({ rightKind, rightId });
});

test("of a system role it is the role's ID, without the place of a statement, since it has one", () => {
  expect(SYSTEM_POLICIES.length).toBeGreaterThan(2);
  for (const { id, policy } of SYSTEM_POLICIES) {
    expect(policy.Statement).toHaveLength(1);
    expect(rightOf({ kind: "allowedByStatement", place: place(id, 0) })).toEqual({ rightKind: "role", rightId: id });
  }
});
