import { describe, expect, test } from "vitest";
import { CONDITION_OPERATOR_NAMES } from "./condition-operator";
import { decide } from "./decide";
import type { PolicyKey, RequestConditions } from "./facts";
import { BY_API, callerWith, keyWith, policyOf, USER } from "./testing/people";

/** How one condition answers, by what an Allow and a Deny under it do. */
function answerOf(condition: object, key: PolicyKey = keyWith(), conditions: RequestConditions = BY_API): "yes" | "no" | "unknown" {
  const under = (Effect: string) => ({ Effect, Action: ["kms:cmk:crypto"], Condition: condition });
  const kindOf = (...statements: object[]) =>
    decide(callerWith([policyOf(...statements)]), { permissions: ["kms:cmk:crypto"] }, key, conditions).reason.kind;
  const byAllow = kindOf(under("Allow"));
  const byDeny = kindOf(under("Deny"), { Effect: "Allow", Action: ["kms:cmk:crypto"] });
  const answers: Record<string, "yes" | "no" | "unknown"> = {
    "allowedByStatement deniedByStatement": "yes",
    "nothingAllows allowedByStatement": "no",
    "allowUntold deniedUntold": "unknown",
  };
  const answer = answers[`${byAllow} ${byDeny}`];
  if (answer === undefined) throw new Error(`${byAllow} ${byDeny}`);
  return answer;
}

const onTag = (operator: string, ...values: string[]) => ({ [operator]: { "g:ResourceTag/env": values } });
const PROD = keyWith({ tags: { env: "prod" } });

describe("text", () => {
  test.each<[string, string[], "yes" | "no"]>([
    ["StringEquals", ["prod"], "yes"],
    ["StringEquals", ["test", "prod"], "yes"],
    ["StringEquals", ["Prod"], "no"],
    ["StringEquals", ["pro"], "no"],
    ["StringNotEquals", ["prod"], "no"],
    ["StringNotEquals", ["test"], "yes"],
    ["StringNotEquals", ["test", "prod"], "no"],
    ["StringLike", ["p*d"], "yes"],
    ["StringLike", ["p.od"], "no"],
    ["StringNotLike", ["p*"], "no"],
    ["StringNotLike", ["q*", "*d"], "no"],
    ["StringStartWith", ["pr"], "yes"],
    ["StringStartWith", ["rod"], "no"],
    ["StringNotStartWith", ["pr"], "no"],
    ["StringEndWith", ["od"], "yes"],
    ["StringEndWith", ["pro"], "no"],
    ["StringNotEndWith", ["x"], "yes"],
  ])("%s %j of prod: %s", (operator, values, answer) => {
    expect(answerOf(onTag(operator, ...values), PROD)).toBe(answer);
    expect(answerOf(onTag(`${operator}IfExists`, ...values), PROD)).toBe(answer);
  });

  test("letters that only look alike are others", () => {
    expect(answerOf(onTag("StringEquals", "prоd"), PROD)).toBe("no");
    expect(answerOf(onTag("StringEquals", "é"), keyWith({ tags: { env: "e\u0301" } }))).toBe("no");
  });

  test("tags whose names are those of prototypes are tags", () => {
    const condition = { StringEquals: { "g:ResourceTag/__proto__": ["x"] } };
    expect(answerOf(condition, keyWith())).toBe("no");
    expect(answerOf(condition, keyWith({ tags: JSON.parse('{"__proto__":"x"}') as Record<string, string> }))).toBe("yes");
    expect(answerOf({ StringLike: { "g:ResourceTag/toString": ["*"] } }, keyWith())).toBe("no");
  });
});

describe("a tag that a key does not have", () => {
  test("fits no value: a comparison fails, its opposite holds, and with IfExists both hold", () => {
    const bare = keyWith({ tags: { other: "prod" } });
    for (const positive of ["StringEquals", "StringLike", "StringStartWith", "StringEndWith"]) {
      const value = positive === "StringLike" ? "*" : "prod";
      expect(answerOf(onTag(positive, value), bare)).toBe("no");
      expect(answerOf(onTag(positive.replace("String", "StringNot"), value), bare)).toBe("yes");
      expect(answerOf(onTag(`${positive}IfExists`, value), bare)).toBe("yes");
      expect(answerOf(onTag(`${positive.replace("String", "StringNot")}IfExists`, value), bare)).toBe("yes");
    }
  });

  test("is not a tag that could not be read: then a Deny denies and an Allow allows nothing, with IfExists too", () => {
    const unread = keyWith({ tags: undefined });
    for (const operator of ["StringEquals", "StringNotEquals", "StringEqualsIfExists", "StringNotEqualsIfExists"]) {
      expect(answerOf(onTag(operator, "prod"), unread)).toBe("unknown");
    }
  });
});

test("a policy says whether it asks for tags, so that they can be left unread where none does", () => {
  const asking = (condition: object) => policyOf({ Effect: "Deny", Action: ["kms:cmk:get"], Condition: condition }).asksForTags;
  expect(asking(onTag("StringNotLikeIfExists", "*"))).toBe(true);
  expect(asking({ StringEquals: { "kms:KeySpec": ["AES_256"] } })).toBe(false);
});

test("an empty value of a tag is a value", () => {
  expect(answerOf(onTag("StringEquals", ""), keyWith({ tags: { env: "" } }))).toBe("yes");
  expect(answerOf(onTag("StringEquals", ""), keyWith())).toBe("no");
});

test("several keys, and several operators, must all hold; one that fails settles it, whatever is not known", () => {
  const both = { StringEquals: { "g:ResourceTag/env": ["prod"], "kms:KeyUsage": ["ENCRYPT_DECRYPT"] } };
  expect(answerOf(both, PROD)).toBe("yes");
  expect(answerOf(both, keyWith({ tags: { env: "prod" }, usage: "SIGN_VERIFY", spec: "RSA_2048" }))).toBe("no");
  const mixed = { ...both, IpAddress: { "g:SourceIp": ["198.51.100.0/24"] } };
  expect(answerOf(mixed, PROD)).toBe("no");
  expect(answerOf(mixed, PROD, { ...BY_API, sourceIp: "198.51.100.9" })).toBe("yes");
  expect(answerOf(mixed, PROD, { ...BY_API, sourceIp: undefined })).toBe("unknown");
  expect(answerOf(mixed, keyWith({ tags: {} }), { ...BY_API, sourceIp: undefined })).toBe("no");
});

test.each<[string, object, boolean]>([
  ["usage", { StringEquals: { "kms:KeyUsage": ["SIGN_VERIFY"] } }, true],
  ["another usage", { StringEquals: { "kms:KeyUsage": ["ENCRYPT_DECRYPT"] } }, false],
  ["origin", { StringEquals: { "kms:KeyOrigin": ["external"] } }, true],
  ["another origin", { StringEquals: { "kms:KeyOrigin": ["kms"] } }, false],
  ["spec", { StringLike: { "kms:KeySpec": ["RSA_*"] } }, true],
  ["another spec", { StringNotStartWith: { "kms:KeySpec": ["RSA_"] } }, false],
])("the key's %s", (_, condition, isMatch) => {
  const key = keyWith({ spec: "RSA_2048", usage: "SIGN_VERIFY", origin: "external" });
  expect(answerOf(condition, key)).toBe(isMatch ? "yes" : "no");
});

test.each<[string, object, Partial<RequestConditions>, "yes" | "no" | "unknown"]>([
  ["the API", { StringEquals: { "kms:RequestSource": ["api"] } }, {}, "yes"],
  ["the console", { StringEquals: { "kms:RequestSource": ["console"] } }, {}, "no"],
  ["nobody knows where", { StringEquals: { "kms:RequestSource": ["console"] } }, { source: undefined }, "unknown"],
  ["a network", { IpAddress: { "g:SourceIp": ["192.0.2.0/24"] } }, {}, "yes"],
  ["a mapped address", { IpAddress: { "g:SourceIp": ["192.0.2.0/24"] } }, { sourceIp: "::ffff:192.0.2.9" }, "yes"],
  ["outside networks", { NotIpAddress: { "g:SourceIp": ["10.0.0.0/8", "192.0.2.0/24"] } }, {}, "no"],
  ["outside other networks", { NotIpAddress: { "g:SourceIp": ["10.0.0.0/8"] } }, {}, "yes"],
  ["the other family", { NotIpAddress: { "g:SourceIp": ["10.0.0.0/8"] } }, { sourceIp: "2001:db8::1" }, "yes"],
  ["an address that cannot be read", { NotIpAddress: { "g:SourceIp": ["10.0.0.0/8"] } }, { sourceIp: "unknown" }, "unknown"],
  ["no address, with IfExists", { IpAddressIfExists: { "g:SourceIp": ["10.0.0.0/8"] } }, { sourceIp: undefined }, "unknown"],
  ["a user by ID in upper case", { StringEquals: { "g:UserId": [USER.toUpperCase()] } }, {}, "yes"],
  ["a user by name", { StringEquals: { "g:UserName": ["alice"] } }, {}, "yes"],
  ["names compare with case", { StringEquals: { "g:UserName": ["Alice"] } }, {}, "no"],
  ["before", { DateLessThan: { "g:CurrentTime": ["2030-06-01T12:00:00Z"] } }, {}, "no"],
  ["until", { DateLessThanEquals: { "g:CurrentTime": ["2030-06-01T14:00:00+02:00"] } }, {}, "yes"],
  ["after", { DateGreaterThan: { "g:CurrentTime": ["2030-06-01T11:59:59Z"] } }, {}, "yes"],
  ["from", { DateGreaterThanEquals: { "g:CurrentTime": ["2030-06-01T12:00:00.001Z"] } }, {}, "no"],
  ["at", { DateEquals: { "g:CurrentTime": ["2030-06-01T12:00:00Z"] } }, {}, "yes"],
  ["not at", { DateNotEquals: { "g:CurrentTime": ["2030-06-01T12:00:00Z"] } }, {}, "no"],
  ["no time", { DateLessThan: { "g:CurrentTime": ["2031-01-01T00:00:00Z"] } }, { now: undefined }, "unknown"],
  ["a time that is none", { DateNotEquals: { "g:CurrentTime": ["2031-01-01T00:00:00Z"] } }, { now: new Date(Number.NaN) }, "unknown"],
  ["a second factor", { Bool: { "g:MFAPresent": ["true"] } }, { isMfaPresent: true }, "yes"],
  ["no second factor", { Bool: { "g:MFAPresent": ["true"] } }, {}, "no"],
  ["without one", { Bool: { "g:MFAPresent": ["false"] } }, {}, "yes"],
  ["a factor that is not known", { BoolIfExists: { "g:MFAPresent": ["false"] } }, { isMfaPresent: undefined }, "unknown"],
])("a request: %s", (_, condition, conditions, answer) => {
  expect(answerOf(condition, keyWith(), { ...BY_API, ...conditions })).toBe(answer);
});

test("there are the family's operators and no others", () => {
  expect(CONDITION_OPERATOR_NAMES).toEqual([
    "StringEquals",
    "StringNotEquals",
    "StringLike",
    "StringNotLike",
    "StringStartWith",
    "StringNotStartWith",
    "StringEndWith",
    "StringNotEndWith",
    "DateEquals",
    "DateNotEquals",
    "DateLessThan",
    "DateLessThanEquals",
    "DateGreaterThan",
    "DateGreaterThanEquals",
    "Bool",
    "IpAddress",
    "NotIpAddress",
  ]);
});
