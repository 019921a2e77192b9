import { expect, test } from "vitest";
import { CONDITION_KEYS } from "#lib/domain/policy/condition-key";
import { CONDITION_OPERATOR_NAMES, operatorsFor } from "#lib/domain/policy/condition-operator";
import { CONDITION_CHOICES, choiceOf, NEW_CONDITION, rowOf, toValues, valuesToChoose, withKey } from "./condition-rows";

test("every key can be chosen, and tags of whatever name are one choice", () => {
  expect([...CONDITION_CHOICES].sort()).toEqual([...Object.keys(CONDITION_KEYS), "g:ResourceTag/"].sort());
  expect(choiceOf("g:ResourceTag/env")).toEqual({ choice: "g:ResourceTag/", tag: "env" });
  expect(choiceOf("g:UserName")).toEqual({ choice: "g:UserName", tag: "" });
  expect(rowOf("g:ResourceTag/")?.type).toBe("text");
});

test("another key takes comparison and values along only where they suit it", () => {
  const tagged = { ...NEW_CONDITION, key: "g:ResourceTag/env", values: ["prod"] };
  expect(withKey(tagged, "g:UserName")).toMatchObject({ operator: "StringEquals", values: ["prod"] });
  expect(withKey(tagged, "kms:KeyUsage").values).toEqual([]);
  const address = withKey(tagged, "g:SourceIp");
  expect(address).toMatchObject({ operator: "IpAddress", values: [] });
  expect(withKey(address, "g:MFAPresent").operator).toBe("Bool");
  for (const key of CONDITION_CHOICES) {
    for (const operator of CONDITION_OPERATOR_NAMES) {
      expect(operatorsFor(rowOf(key)?.type ?? "text")).toContain(withKey({ ...tagged, operator }, key).operator);
    }
  }
});

test("values are chosen where they are known and compared as they stand, and typed elsewhere", () => {
  expect(valuesToChoose("kms:RequestSource", "StringEquals")).toEqual(["api", "console"]);
  expect(valuesToChoose("kms:KeyUsage", "StringLike")).toBeNull();
  expect(valuesToChoose("g:MFAPresent", "Bool")).toEqual(["true", "false"]);
  expect(valuesToChoose("g:ResourceTag/env", "StringEquals")).toBeNull();
});

test("a line is a value as it stands; a line without anything is none", () => {
  expect(toValues("a b, c\n\n d\n")).toEqual(["a b, c", " d"]);
});
