import { expect, test } from "vitest";
import { KMS_PERMISSIONS } from "../identity/permission";
import { POLICY_CHARACTERS_MAX } from "./faults";
import { parsePolicy, parsePolicyValue } from "./parse-policy";

const ALLOW = { Effect: "Allow", Action: ["kms:cmk:get"] };
const policyOf = (...statements: unknown[]) => ({ Version: "1.1", Statement: statements });
const withAction = (...actions: unknown[]) => policyOf({ Effect: "Allow", Action: actions });
const withResource = (...resources: unknown[]) => policyOf({ ...ALLOW, Resource: resources });
const withCondition = (condition: unknown) => policyOf({ ...ALLOW, Condition: condition });
const ID = "0d0466b0-e727-4d9c-b35d-f84bb474a37f";

function refusalOf(value: unknown) {
  const { policy, faults } = parsePolicyValue(value);
  expect(policy).toBeNull();
  return { code: faults[0]?.code, path: faults[0]?.path };
}

test("a sound policy is given back as it was given, in its order", () => {
  const value = policyOf(
    {
      Effect: "Allow",
      Action: ["kms:dek:*", "kms:cmk:crypto", "kms:CMK:Get", "kms:*:list*"],
      Resource: [`KMS:*:*:KeyId:${ID}`, "KMS:eu-de:*:alias:app/*:x", `kms:*:${"a".repeat(32)}:keyid:0d04*`],
      Condition: {
        StringEquals: { "g:ResourceTag/env": ["prod", "test"], "kms:KeyUsage": ["ENCRYPT_DECRYPT"] },
        StringNotLikeIfExists: { "g:UserName": ["svc-*"] },
        IpAddress: { "g:SourceIp": ["192.0.2.0/24", "2001:db8::/32"] },
        DateLessThan: { "g:CurrentTime": ["2030-01-02T03:04:05Z"] },
        Bool: { "g:MFAPresent": ["true"] },
      },
    },
    { Effect: "Deny", Action: ["kms:cmk:update"] },
  );
  expect(parsePolicyValue(value)).toEqual({ policy: value, faults: [] });
  expect(JSON.stringify(parsePolicyValue(value).policy)).toBe(JSON.stringify(value));
});

test("every action there is can be named", () => {
  for (const permission of KMS_PERMISSIONS) expect([permission, parsePolicyValue(withAction(permission)).faults]).toEqual([permission, []]);
});

test.each<[string, unknown, string, string]>([
  ["text", "policy", "notObject", "$"],
  ["a list", [], "notObject", "$"],
  ["null", null, "notObject", "$"],
  ["nothing", undefined, "jsonEmpty", "$"],
  ["no members", {}, "memberMissing", "$"],
  ["no version", { Statement: [ALLOW] }, "memberMissing", "$"],
  ["a role's version", { Version: "1.0", Statement: [ALLOW] }, "versionWrong", "$.Version"],
  ["a foreign version", { Version: "2012-10-17", Statement: [ALLOW] }, "versionWrong", "$.Version"],
  ["a version as a number", { Version: 1.1, Statement: [ALLOW] }, "versionWrong", "$.Version"],
  ["no statement", policyOf(), "listEmpty", "$.Statement"],
  ["one statement without a list", { Version: "1.1", Statement: ALLOW }, "notList", "$.Statement"],
  ["51 statements", policyOf(...Array.from({ length: 51 }, () => ALLOW)), "statementsTooMany", "$.Statement"],
  ["Depends", { ...policyOf(ALLOW), Depends: [] }, "memberUnknown", "$.Depends"],
  ["lower case", { version: "1.1", Statement: [ALLOW] }, "memberCase", "$.version"],
  ["a statement that is text", policyOf("Allow"), "notObject", "$.Statement[0]"],
  ["Sid", policyOf({ ...ALLOW, Sid: "one" }), "memberUnknown", "$.Statement[0].Sid"],
  ["NotAction", policyOf({ Effect: "Allow", NotAction: ["kms:cmk:get"] }), "notAction", "$.Statement[0].NotAction"],
  ["NotAction beside Action", policyOf({ ...ALLOW, NotAction: [] }), "notAction", "$.Statement[0].NotAction"],
  ["notaction", policyOf({ ...ALLOW, notaction: ["kms:cmk:get"] }), "notAction", "$.Statement[0].notaction"],
  ["NotResource", policyOf({ ...ALLOW, NotResource: [] }), "notResource", "$.Statement[0].NotResource"],
  ["Principal", policyOf({ ...ALLOW, Principal: "*" }), "principal", "$.Statement[0].Principal"],
  [
    "__proto__",
    JSON.parse('{"Version":"1.1","Statement":[{"Effect":"Allow","Action":["kms:cmk:get"],"__proto__":{}}]}'),
    "memberUnknown",
    "$.Statement[0].__proto__",
  ],
  ["no effect", policyOf({ Action: ["kms:cmk:get"] }), "memberMissing", "$.Statement[0]"],
  ["allow in lower case", policyOf({ ...ALLOW, Effect: "allow" }), "effectWrong", "$.Statement[0].Effect"],
  ["effects in a list", policyOf({ ...ALLOW, Effect: ["Allow"] }), "effectWrong", "$.Statement[0].Effect"],
  ["no action", policyOf({ Effect: "Allow" }), "memberMissing", "$.Statement[0]"],
  ["an empty list of actions", withAction(), "listEmpty", "$.Statement[0].Action"],
  ["an action without a list", policyOf({ Effect: "Allow", Action: "kms:cmk:get" }), "notList", "$.Statement[0].Action"],
  ["101 actions", withAction(...Array.from({ length: 101 }, () => "kms:cmk:get")), "listTooLong", "$.Statement[0].Action"],
  ["an action as a number", withAction("kms:cmk:get", 1), "notText", "$.Statement[0].Action[1]"],
  ["a long action", withAction(`kms:cmk:${"*".repeat(200)}`), "textTooLong", "$.Statement[0].Action[0]"],
  ["an unknown action", withAction("kms:cmk:gett"), "actionUnknown", "$.Statement[0].Action[0]"],
  ["everything", withAction("*"), "actionForm", "$.Statement[0].Action[0]"],
  ["a service alone", withAction("kms:*"), "actionForm", "$.Statement[0].Action[0]"],
  ["four parts", withAction("kms:cmk:get:x"), "actionForm", "$.Statement[0].Action[0]"],
  ["an empty part", withAction("kms::get"), "actionForm", "$.Statement[0].Action[0]"],
  ["an empty action", withAction(""), "actionForm", "$.Statement[0].Action[0]"],
  ["a question mark", withAction("kms:cmk:ge?"), "actionForm", "$.Statement[0].Action[0]"],
  ["any service", withAction("*:cmk:get"), "actionService", "$.Statement[0].Action[0]"],
  ["part of a service", withAction("km*:cmk:get"), "actionService", "$.Statement[0].Action[0]"],
  ["a right over people", withAction("iam:users:list"), "actionService", "$.Statement[0].Action[0]"],
  ["all rights over people", withAction("iam:*:*"), "actionService", "$.Statement[0].Action[0]"],
  ["another service", withAction("obs:bucket:GetBucketAcl"), "actionService", "$.Statement[0].Action[0]"],
  ["an action as AWS writes it", withAction("s3:GetObject"), "actionForm", "$.Statement[0].Action[0]"],
  ["upper-case service", withAction("KMS:cmk:get"), "actionServiceCase", "$.Statement[0].Action[0]"],
  ["a wildcard that fits nothing", withAction("kms:cmk:getX*"), "actionMatchesNothing", "$.Statement[0].Action[0]"],
  ["a wildcard for the colon", withAction("kms:c*t:"), "actionForm", "$.Statement[0].Action[0]"],
  ["a type that fits nothing", withAction("kms:users:*"), "actionMatchesNothing", "$.Statement[0].Action[0]"],
  ["a Cyrillic letter", withAction("kms:сmk:get"), "actionCharacter", "$.Statement[0].Action[0]"],
  ["the Kelvin sign", withAction("\u212ams:cmk:get"), "actionCharacter", "$.Statement[0].Action[0]"],
  ["the long s", withAction("kms:cmk:\u017fign"), "actionCharacter", "$.Statement[0].Action[0]"],
  ["a full-width colon", withAction("kms：cmk：get"), "actionCharacter", "$.Statement[0].Action[0]"],
  ["a full-width asterisk", withAction("kms:cmk:＊"), "actionCharacter", "$.Statement[0].Action[0]"],
  ["a blank at the end", withAction("kms:cmk:get "), "actionCharacter", "$.Statement[0].Action[0]"],
  ["a space of no width", withAction("kms:cmk:get\u200b"), "actionCharacter", "$.Statement[0].Action[0]"],
  ["text that is turned round", withAction("kms:cmk:\u202eteg"), "actionCharacter", "$.Statement[0].Action[0]"],
  ["a name of a prototype", withAction("kms:constructor:toString"), "actionUnknown", "$.Statement[0].Action[0]"],
  ["no resource", withResource(), "listEmpty", "$.Statement[0].Resource"],
  ["any resource", withResource("*"), "resourceEverything", "$.Statement[0].Resource[0]"],
  ["11 resources", withResource(...Array.from({ length: 11 }, () => "KMS:*:*:KeyId:*")), "listTooLong", "$.Statement[0].Resource"],
  ["a key ID alone", withResource(ID), "resourceForm", "$.Statement[0].Resource[0]"],
  ["a resource of another service", withResource("OBS:*:*:bucket:*"), "resourceService", "$.Statement[0].Resource[0]"],
  ["an ARN", withResource("arn:aws:kms:eu-de:1:key/x"), "resourceService", "$.Statement[0].Resource[0]"],
  ["another kind", withResource("KMS:*:*:grant:*"), "resourceKind", "$.Statement[0].Resource[0]"],
  ["any kind", withResource("KMS:*:*:*:*"), "resourceKind", "$.Statement[0].Resource[0]"],
  ["no region", withResource("KMS::*:KeyId:*"), "resourceRegion", "$.Statement[0].Resource[0]"],
  ["an account's name", withResource("KMS:*:default:KeyId:*"), "resourceAccount", "$.Statement[0].Resource[0]"],
  ["part of an account", withResource("KMS:*:abc*:KeyId:*"), "resourceAccount", "$.Statement[0].Resource[0]"],
  ["half a key ID", withResource("KMS:*:*:KeyId:0d0466b0"), "resourceKeyId", "$.Statement[0].Resource[0]"],
  ["an empty key ID", withResource("KMS:*:*:KeyId:"), "resourceKeyId", "$.Statement[0].Resource[0]"],
  ["an impossible key ID", withResource("KMS:*:*:KeyId:0d0466b0_*"), "resourceKeyId", "$.Statement[0].Resource[0]"],
  ["an impossible alias", withResource("KMS:*:*:alias:app?*"), "resourceAlias", "$.Statement[0].Resource[0]"],
  ["a confusable alias", withResource("KMS:*:*:alias:аpp*"), "resourceAlias", "$.Statement[0].Resource[0]"],
  ["an alias that is too long", withResource(`KMS:*:*:alias:${"a".repeat(256)}`), "resourceAlias", "$.Statement[0].Resource[0]"],
  ["conditions in a list", withCondition([]), "notObject", "$.Statement[0].Condition"],
  [
    "an unknown operator",
    withCondition({ StringEqualz: { "g:UserName": ["a"] } }),
    "operatorUnknown",
    "$.Statement[0].Condition.StringEqualz",
  ],
  ["an operator in lower case", withCondition({ stringequals: {} }), "operatorUnknown", "$.Statement[0].Condition.stringequals"],
  [
    "a qualified operator",
    withCondition({ "ForAllValues:StringEquals": {} }),
    "operatorUnknown",
    '$.Statement[0].Condition["ForAllValues:StringEquals"]',
  ],
  ["an operator of prototypes", withCondition({ toString: {} }), "operatorUnknown", "$.Statement[0].Condition.toString"],
  ["IfExists alone", withCondition({ IfExists: {} }), "operatorUnknown", "$.Statement[0].Condition.IfExists"],
  ["IfExists twice", withCondition({ BoolIfExistsIfExists: {} }), "operatorUnknown", "$.Statement[0].Condition.BoolIfExistsIfExists"],
  ["an operator without keys", withCondition({ Bool: {} }), "listEmpty", "$.Statement[0].Condition.Bool"],
  [
    "an unknown key",
    withCondition({ StringEquals: { "g:ProjectName": ["a"] } }),
    "keyUnknown",
    '$.Statement[0].Condition.StringEquals["g:ProjectName"]',
  ],
  [
    "a key in another case",
    withCondition({ Bool: { "g:MfaPresent": ["true"] } }),
    "keyUnknown",
    '$.Statement[0].Condition.Bool["g:MfaPresent"]',
  ],
  [
    "a key of prototypes",
    withCondition({ StringEquals: { constructor: ["a"] } }),
    "keyUnknown",
    "$.Statement[0].Condition.StringEquals.constructor",
  ],
  [
    "no tag",
    withCondition({ StringEquals: { "g:ResourceTag/": ["a"] } }),
    "keyTag",
    '$.Statement[0].Condition.StringEquals["g:ResourceTag/"]',
  ],
  [
    "an impossible tag",
    withCondition({ StringEquals: { "g:ResourceTag/a*": ["a"] } }),
    "keyTag",
    '$.Statement[0].Condition.StringEquals["g:ResourceTag/a*"]',
  ],
  [
    "a time as text",
    withCondition({ StringEquals: { "g:CurrentTime": ["2030-01-02T03:04:05Z"] } }),
    "operatorNotForKey",
    '$.Statement[0].Condition.StringEquals["g:CurrentTime"]',
  ],
  [
    "a tag as an address",
    withCondition({ IpAddress: { "g:ResourceTag/a": ["192.0.2.1"] } }),
    "operatorNotForKey",
    '$.Statement[0].Condition.IpAddress["g:ResourceTag/a"]',
  ],
  [
    "a value without a list",
    withCondition({ StringEquals: { "g:UserName": "a" } }),
    "notList",
    '$.Statement[0].Condition.StringEquals["g:UserName"]',
  ],
  ["no value", withCondition({ StringEquals: { "g:UserName": [] } }), "listEmpty", '$.Statement[0].Condition.StringEquals["g:UserName"]'],
  [
    "true without quotes",
    withCondition({ Bool: { "g:MFAPresent": [true] } }),
    "notText",
    '$.Statement[0].Condition.Bool["g:MFAPresent"][0]',
  ],
  [
    "neither true nor false",
    withCondition({ Bool: { "g:MFAPresent": ["yes"] } }),
    "valueNotTruth",
    '$.Statement[0].Condition.Bool["g:MFAPresent"][0]',
  ],
  [
    "a date alone",
    withCondition({ DateLessThan: { "g:CurrentTime": ["2030-01-02"] } }),
    "valueNotInstant",
    '$.Statement[0].Condition.DateLessThan["g:CurrentTime"][0]',
  ],
  [
    "no address",
    withCondition({ NotIpAddress: { "g:SourceIp": ["10.0.0.1/8"] } }),
    "valueNotAddress",
    '$.Statement[0].Condition.NotIpAddress["g:SourceIp"][0]',
  ],
  [
    "no usage",
    withCondition({ StringEquals: { "kms:KeyUsage": ["ENCRYPT"] } }),
    "valueUnknown",
    '$.Statement[0].Condition.StringEquals["kms:KeyUsage"][0]',
  ],
  [
    "no usage, turned round",
    withCondition({ StringNotEquals: { "kms:KeyUsage": ["ENCRYPT"] } }),
    "valueUnknown",
    '$.Statement[0].Condition.StringNotEquals["kms:KeyUsage"][0]',
  ],
  [
    "a pattern of no spec",
    withCondition({ StringLike: { "kms:KeySpec": ["DES*"] } }),
    "valueUnknown",
    '$.Statement[0].Condition.StringLike["kms:KeySpec"][0]',
  ],
  [
    "a pattern that is compared",
    withCondition({ StringEquals: { "g:ResourceTag/env": ["prod*"] } }),
    "valueHasAsterisk",
    '$.Statement[0].Condition.StringEquals["g:ResourceTag/env"][0]',
  ],
  [
    "no user ID",
    withCondition({ StringEquals: { "g:UserId": ["alice"] } }),
    "valueNotUserId",
    '$.Statement[0].Condition.StringEquals["g:UserId"][0]',
  ],
  [
    "a long value",
    withCondition({ StringEquals: { "g:UserName": ["a".repeat(1025)] } }),
    "textTooLong",
    '$.Statement[0].Condition.StringEquals["g:UserName"][0]',
  ],
])("%s is refused, with its place", (_, value, code, path) => expect(refusalOf(value)).toEqual({ code, path }));

test("a fault says what to do, and where: path, line and column", () => {
  const text = '{\n  "Version": "1.1",\n  "Statement": [\n    {"Effect": "Allow", "Action": ["kms:cmk:get", "kms:cmk:delte"]}\n  ]\n}';
  const { faults } = parsePolicy(text);
  expect(faults).toEqual([
    expect.objectContaining({
      code: "actionUnknown",
      message: 'There is no action "kms:cmk:delte". Choose one of the list of actions.',
      path: "$.Statement[0].Action[1]",
      line: 4,
      column: 51,
    }),
  ]);
  const [fault] = faults;
  expect(text.slice(fault?.start, fault?.end)).toBe('"kms:cmk:delte"');
});

test("a near miss is named", () => {
  const sentence = (value: unknown) => parsePolicyValue(value).faults[0]?.message;
  expect(sentence(withAction("kms:cmk:crypt"))).toBe('There is no action "kms:cmk:crypt". Did you mean kms:cmk:crypto?');
  expect(sentence(withCondition({ StringEqual: { "g:UserName": ["a"] } }))).toContain("Did you mean StringEquals?");
  expect(sentence(withCondition({ Bool: { "g:MfaPresent": ["true"] } }))).toContain("Did you mean g:MFAPresent?");
  expect(sentence(withAction("kms:cmk:scheduleDeletion"))).toContain("Did you mean kms:cmk:update (schedules and cancels deletion");
  expect(sentence(withAction("kms:сmk:get"))).toContain("U+0441");
});

test("what a sentence repeats is short, and hides and turns nothing", () => {
  const message = parsePolicyValue(withAction(`kms:cmk:\u202e\u200b\n${"x".repeat(100)}`)).faults[0]?.message ?? "";
  expect(message).toContain("<U+202E><U+200B><U+000A>");
  expect(message.length).toBeLessThan(300);
});

test("all faults are told, up to twenty", () => {
  expect(parsePolicyValue(policyOf({ Effect: "allow", Action: ["a", "b"], Extra: 1 })).faults.map(({ code }) => code)).toEqual([
    "memberUnknown",
    "effectWrong",
    "actionForm",
    "actionForm",
  ]);
  expect(parsePolicyValue(withAction(...Array.from({ length: 100 }, () => "x"))).faults).toHaveLength(20);
});

test("a member that stands twice is refused, since two readers would take different ones", () => {
  const text = '{"Version":"1.1","Statement":[{"Effect":"Deny","Effect":"Allow","Action":["kms:*:*"]}]}';
  expect(parsePolicy(text).faults[0]).toMatchObject({ code: "memberTwice", start: 47 });
  expect(parsePolicy('{"Version":"1.1","Statement":[],"\\u0053tatement":[]}').faults[0]).toMatchObject({ code: "memberTwice" });
});

test("20,000 characters are the most, blanks between the parts not counted", () => {
  const filled = (length: number) => {
    const values = Array.from({ length: 19 }, (_, index) => `${index}`.padEnd(1024, "x"));
    const last = (size: number) => withCondition({ StringEquals: { "g:UserName": [...values, "y".repeat(size)] } });
    return last(length - JSON.stringify(last(0)).length);
  };
  const longest = filled(POLICY_CHARACTERS_MAX);
  expect(parsePolicyValue(longest).faults).toEqual([]);
  expect(parsePolicy(JSON.stringify(longest, null, 8)).faults).toEqual([]);
  expect(refusalOf(filled(POLICY_CHARACTERS_MAX + 1)).code).toBe("policyTooLong");
});

test("100 KB, and nesting without end, are refused without reading on", () => {
  expect(parsePolicy(`{"Version":"1.1"${" ".repeat(100_000)}`).faults[0]?.code).toBe("policyTooLong");
  expect(parsePolicy("[".repeat(90_000)).faults[0]?.code).toBe("jsonTooDeep");
  let nested: unknown = "x";
  for (let depth = 0; depth < 100_000; depth += 1) nested = [nested];
  expect(refusalOf(nested).code).toMatch(/^(?:jsonTooDeep|policyTooLong)$/);
});
