import { expect, test } from "vitest";
import type { HeldGrant } from "../../grant";
import { compileStored } from "../compile-policy";
import { type AskedOperation, decide } from "../decide";
import { explain } from "../explain";
import { BY_API, callerWith, keyWith, policyOf } from "../testing/people";
import { findingWords, reasonWords, verdictWords } from "./read-decision";

const CRYPTO: AskedOperation = { permissions: ["kms:cmk:crypto"], grantable: "encrypt-data" };
const ON_TAG = { Action: ["kms:cmk:*"], Condition: { StringEquals: { "g:ResourceTag/env": ["prod"] } } };
const GRANT: HeldGrant = { id: "1".repeat(64), operations: ["encrypt-data"], isGrantee: true, isRetirer: false, isIssuer: false };
const of = (...statements: object[]) => callerWith([policyOf(...statements)]);

test.each<[string, Parameters<typeof decide>, string]>([
  ["open", [callerWith([]), { permissions: [] }, null, BY_API], "Everybody who is signed in may do this."],
  [
    "allowed",
    [of({ Effect: "Allow", Action: ["kms:*:*"] }), CRYPTO, keyWith(), BY_API],
    'Statement 1 of the policy "test-policy" allows it.',
  ],
  [
    "denied",
    [of({ Effect: "Allow", Action: ["kms:*:*"] }, { Effect: "Deny", Action: ["kms:cmk:crypto"] }), CRYPTO, keyWith(), BY_API],
    'Statement 2 of the policy "test-policy" denies it. A Deny outweighs every Allow.',
  ],
  [
    "denied untold",
    [of({ Effect: "Deny", ...ON_TAG }), CRYPTO, keyWith({ tags: undefined }), BY_API],
    'Statement 1 of the policy "test-policy" may deny it: a value that it asks for is not known here. A Deny that cannot be told denies.',
  ],
  [
    "allow untold",
    [of({ Effect: "Allow", ...ON_TAG }), CRYPTO, keyWith({ tags: undefined }), BY_API],
    'Statement 1 of the policy "test-policy" may allow it, but a value that it asks for is not known here.',
  ],
  [
    "unreadable",
    [callerWith([compileStored({ id: "", name: "old" }, {})]), CRYPTO, keyWith(), BY_API],
    'The policy "old" cannot be read any more, so it denies everything on keys. Save it anew, or detach it.',
  ],
  ["granted", [callerWith([]), CRYPTO, keyWith({ grants: [GRANT] }), BY_API], `The grant ${GRANT.id} allows it.`],
  [
    "granted in the console",
    [callerWith([]), CRYPTO, keyWith({ grants: [GRANT] }), { ...BY_API, source: "console" }],
    "A grant would allow it, but what a grant allows can be done only by calling the API, not in the console.",
  ],
  [
    "limited",
    [of({ Effect: "Allow", ...ON_TAG }), { permissions: ["kms:cmk:create"] }, null, BY_API],
    'Statement 1 of the policy "test-policy" allows kms:cmk:create, but only for certain keys, and this is about none yet.',
  ],
  [
    "a limited list",
    [of({ Effect: "Allow", ...ON_TAG }), { permissions: ["kms:cmk:list"] }, null, BY_API],
    'Statement 1 of the policy "test-policy" allows it. Not every key is shown.',
  ],
  ["nothing", [callerWith([]), CRYPTO, keyWith(), BY_API], "No policy or grant allows kms:cmk:crypto here."],
])("%s is said in a sentence", (_, asked, sentence) => {
  const decision = decide(...asked);
  expect(reasonWords(decision)).toBe(sentence);
  expect(verdictWords(decision)).toBe(decision.isAllowed ? "Allowed" : "Not allowed");
});

test("what came near is said with what it missed", () => {
  const caller = of(
    {
      Effect: "Allow",
      Action: ["kms:cmk:*"],
      Resource: ["KMS:*:*:alias:other"],
      Condition: { IpAddress: { "g:SourceIp": ["10.0.0.0/8"] } },
    },
    { Effect: "Deny", ...ON_TAG },
    { Effect: "Allow", Action: ["kms:cmk:crypto"] },
  );
  const { findings } = explain(caller, CRYPTO, keyWith({ tags: undefined }), BY_API);
  expect(findings.map(findingWords)).toEqual([
    'Statement 2 of the policy "test-policy" denies it perhaps: g:ResourceTag/env is not known.',
    'Statement 1 of the policy "test-policy" allows it elsewhere: it names other keys and IpAddress of g:SourceIp does not hold.',
    null,
  ]);
  const list = explain(caller, { permissions: ["kms:cmk:list"] }, null, BY_API);
  expect(list.findings.map(findingWords)).toEqual([
    'Statement 2 of the policy "test-policy" denies it for certain keys only.',
    'Statement 1 of the policy "test-policy" allows it elsewhere: IpAddress of g:SourceIp does not hold.',
  ]);
});
