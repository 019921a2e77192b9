import { expect, test } from "vitest";
import type { PolicyDocument } from "#lib/domain/policy/policy-document";
import { SYSTEM_POLICIES } from "#lib/domain/policy/system-policies";
import { NEWER_LINES, TABLE_1_6 } from "#lib/domain/policy/table-1-6";
import { PEOPLE_LINES, rightOfLine, rightsOfPolicy } from "./policy-rights";

const count = (policy: PolicyDocument, lines: typeof TABLE_1_6) => {
  const rights = rightsOfPolicy(policy);
  return lines.filter((line) => rightOfLine(line, rights) === "all").length;
};

test("KMS Administrator has all 36 lines and all newer ones, Security Administrator none of them but all on people", () => {
  const [administrator, viewer, security] = SYSTEM_POLICIES.map(({ policy }) => policy) as [PolicyDocument, PolicyDocument, PolicyDocument];
  expect([count(administrator, TABLE_1_6), count(administrator, NEWER_LINES), count(administrator, PEOPLE_LINES)]).toEqual([
    36,
    NEWER_LINES.length,
    0,
  ]);
  expect([count(security, TABLE_1_6), count(security, NEWER_LINES), count(security, PEOPLE_LINES)]).toEqual([0, 0, PEOPLE_LINES.length]);
  expect(count(viewer, TABLE_1_6)).toBeGreaterThan(0);
  expect(count(viewer, TABLE_1_6)).toBeLessThan(36);
  expect(PEOPLE_LINES.length).toBeGreaterThan(20);
});

test("what is limited to keys is for certain keys, what is denied or only perhaps allowed is not allowed", () => {
  const rights = rightsOfPolicy({
    Version: "1.1",
    Statement: [
      { Effect: "Allow", Action: ["kms:cmk:crypto"], Resource: ["KMS:*:*:alias:app/*"] },
      { Effect: "Allow", Action: ["kms:cmk:get", "kms:cmk:list"] },
      { Effect: "Deny", Action: ["kms:cmk:get"] },
      { Effect: "Allow", Action: ["kms:cmk:sign"], Condition: { IpAddress: { "g:SourceIp": ["10.0.0.0/8"] } } },
    ],
  });
  const of = (label: string) => [...TABLE_1_6, ...NEWER_LINES].find((line) => line.label === label);
  const right = (label: string) => rightOfLine(of(label) ?? { label: "", actions: [], operations: [] }, rights);
  expect(right("Encrypt data")).toBe("some");
  expect(right("Query the key list")).toBe("all");
  expect(right("Query key details")).toBeNull();
  expect(right("Sign")).toBeNull();
});

test("a line that needs several actions is allowed when all of them are", () => {
  const line = { label: "", actions: ["kms:cmk:get", "kms:cmk:list"] as const, operations: [] };
  expect(rightOfLine(line, new Map([["kms:cmk:get", "all"]]))).toBeNull();
  expect(
    rightOfLine(
      line,
      new Map([
        ["kms:cmk:get", "all"],
        ["kms:cmk:list", "some"],
      ]),
    ),
  ).toBe("some");
});
