import fc from "fast-check";
import { expect, test } from "vitest";
import { KMS_PERMISSIONS } from "../../identity/permission";
import { isStorable } from "../../text";
import { parsePolicyValue } from "../parse-policy";
import { SYSTEM_POLICIES } from "../system-policies";
import { readPolicy } from "./read-policy";

function read(...statements: object[]): string[] {
  const { policy, faults } = parsePolicyValue({ Version: "1.1", Statement: statements });
  if (policy === null) throw new Error(faults[0].message);
  return readPolicy(policy).map(({ text }) => text);
}

const USE = ["kms:cmk:crypto", "kms:dek:*", "kms:cmk:sign", "kms:cmk:verify", "kms:cmk:*Mac"];
const KEY_ID = "0d0466b0-e727-4d9c-b35d-f84bb474a37f";

test("a policy is read as people would say it", () => {
  expect(
    read(
      { Effect: "Allow", Action: USE, Condition: { StringEquals: { "g:ResourceTag/env": ["prod"] } } },
      { Effect: "Deny", Action: ["kms:cmk:update"] },
    ),
  ).toEqual([
    "May use every key tagged env=prod.",
    "May not schedule deletion, cancel deletion, modify the alias or modify the description of any key.",
  ]);
});

test.each<[string, object, string[]]>([
  [
    "everything",
    { Effect: "Allow", Action: ["kms:*:*"] },
    ["May use and manage every key.", "May create keys and generate random numbers."],
  ],
  [
    "nothing",
    { Effect: "Deny", Action: ["kms:*:*"] },
    ["May not use or manage any key.", "May not create keys or generate random numbers."],
  ],
  ["making keys", { Effect: "Allow", Action: ["kms:cmk:create"] }, ["May create keys."]],
  [
    "one region",
    { Effect: "Allow", Action: ["kms:cmk:create", "kms:cmk:enable"], Resource: ["KMS:eu-de:*:KeyId:*"] },
    ["May enable every key in the region eu-de.", "May create keys in the region eu-de."],
  ],
  [
    "one key and some aliases",
    { Effect: "Allow", Action: ["kms:cmk:get"], Resource: [`KMS:*:*:KeyId:${KEY_ID}`, "KMS:*:*:alias:app/*"] },
    [`May see the details of the key ${KEY_ID} and every key with an alias like app/*.`],
  ],
  [
    "some keys, under a condition",
    {
      Effect: "Deny",
      Action: ["kms:cmk:rotate"],
      Resource: ["KMS:*:*:alias:a", "KMS:*:*:alias:b"],
      Condition: { StringEquals: { "kms:KeyOrigin": ["kms"] } },
    },
    ["May not rotate any key with the alias a or any key with the alias b, each whose origin is kms."],
  ],
  [
    "limited rights make no keys",
    { Effect: "Allow", Action: ["kms:cmk:create", "kms:cmk:get"], Condition: { StringLike: { "kms:KeySpec": ["RSA_*"] } } },
    ["May see the details of every key whose spec is like RSA_*.", "May not create keys by this statement: it is limited to certain keys."],
  ],
  [
    "limited prohibitions do",
    { Effect: "Deny", Action: ["kms:cmk:create"], Condition: { StringEquals: { "kms:KeySpec": ["RSA_4096"] } } },
    ["May not create any key whose spec is RSA_4096."],
  ],
  [
    "several words before the keys",
    { Effect: "Allow", Action: ["kms:cmk:crypto", "kms:cmkTag:create", "kms:cmk:sign"] },
    ["May encrypt data, decrypt data and sign with every key.", "May add tags to every key."],
  ],
  [
    "where from, and how",
    {
      Effect: "Allow",
      Action: ["kms:cmk:enable"],
      Condition: {
        IpAddress: { "g:SourceIp": ["192.0.2.0/24", "2001:db8::/32"] },
        Bool: { "g:MFAPresent": ["true"] },
        DateLessThan: { "g:CurrentTime": ["2030-01-02T03:04:05Z"] },
      },
    },
    [
      "May enable every key, if the address of the request is in 192.0.2.0/24 or 2001:db8::/32, the user signed in with a second factor and the time is before 2030-01-02T03:04:05Z.",
    ],
  ],
  [
    "none of several",
    {
      Effect: "Deny",
      Action: ["kms:cmk:disable"],
      Condition: { StringNotEquals: { "g:ResourceTag/env": ["prod", "test"] }, StringNotLike: { "g:UserName": ["a*", "b*"] } },
    },
    ["May not disable any key tagged neither env=prod nor env=test, if the user name is like neither a* nor b*."],
  ],
  [
    "where there is such a tag",
    { Effect: "Allow", Action: ["kms:cmk:disable"], Condition: { StringStartWithIfExists: { "g:ResourceTag/team": ["a b"] } } },
    ['May disable every key whose tag team starts with "a b" or without the tag team.'],
  ],
])("%s", (_, statement, sentences) => expect(read(statement)).toEqual(sentences));

test("the system policies are read in a few sentences", () => {
  const texts = SYSTEM_POLICIES.filter(({ isOfAccount }) => !isOfAccount).map(({ policy }) => readPolicy(policy).map(({ text }) => text));
  expect(texts).toEqual([["May use and manage every key.", "May create keys and generate random numbers."], ["May see every key."]]);
});

test("every action is read, allowed or denied", () => {
  for (const action of KMS_PERMISSIONS) {
    const [allowed = "", denied = ""] = ["Allow", "Deny"].map((Effect) => read({ Effect, Action: [action] }).join(" "));
    expect(allowed).toMatch(/^May (?!not)\S.*\.$/);
    expect(denied).toMatch(/^May not \S.*\.$/);
  }
});

test("nothing that hides or turns text gets from a policy into a sentence", () => {
  const value = fc.string({ unit: "binary", minLength: 1, maxLength: 20 }).filter((text) => isStorable(text));
  fc.assert(
    fc.property(value, (text) => {
      const [sentence = ""] = read({
        Effect: "Allow",
        Action: ["kms:cmk:get"],
        Condition: { StringEquals: { "g:UserName": [text, "\u202e\u2066"] } },
      });
      expect(sentence).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
    }),
  );
});
