import { expect, test } from "vitest";
import { KMS_PERMISSIONS, ROLES } from "../identity/permission";
import { rightsOf } from "./rights";
import { findSystemPolicy } from "./system-policies";
import { BY_API, callerWith, policyOf } from "./testing/people";

test("a caller has the rights that its policies give it, wholly or for certain keys, and no others", () => {
  const caller = callerWith([
    policyOf(
      { Effect: "Allow", Action: ["kms:cmk:list", "kms:cmk:create", "kms:dek:*"] },
      { Effect: "Allow", Action: ["kms:cmk:crypto", "kms:cmk:generate"], Resource: ["KMS:*:*:alias:app/*"] },
      { Effect: "Deny", Action: ["kms:dek:crypto"], Condition: { StringEquals: { "g:ResourceTag/env": ["prod"] } } },
      { Effect: "Deny", Action: ["kms:cmk:create"], Condition: { IpAddress: { "g:SourceIp": ["192.0.2.0/24"] } } },
    ),
  ]);
  expect(Object.fromEntries(rightsOf(caller, BY_API))).toEqual({
    "kms:cmk:list": "all",
    "kms:cmk:crypto": "some",
    "kms:dek:create": "all",
    "kms:dek:crypto": "some",
  });
  expect(rightsOf(caller, { ...BY_API, sourceIp: "198.51.100.1" }).get("kms:cmk:create")).toBe("all");
});

test("the system policies give what they say, and who holds none has no right at all", () => {
  const compiled = findSystemPolicy("kms_viewer")?.compiled;
  if (compiled === undefined) throw new Error("no such policy");
  expect([...rightsOf(callerWith([compiled]), BY_API).keys()].sort()).toEqual([...ROLES["KMS Viewer"].permissions].sort());
  expect(rightsOf(callerWith([compiled], "account"), BY_API).size).toBe(0);
  expect(rightsOf(callerWith([]), BY_API).size).toBe(0);
  const everything = findSystemPolicy("kms_adm")?.compiled;
  expect([...rightsOf(callerWith(everything ? [everything] : [], "allProjects"), BY_API).keys()]).toEqual([...KMS_PERMISSIONS]);
});
