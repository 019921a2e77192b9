import { expect, test } from "vitest";
import { decide } from "./decide";
import { explain } from "./explain";
import { BY_API, callerWith, keyWith, policyOf } from "./testing/people";

const CRYPTO = { permissions: ["kms:cmk:crypto"] as const };
const policy = policyOf(
  { Effect: "Allow", Action: ["kms:cmk:*"], Resource: ["KMS:*:*:alias:other"], Condition: { Bool: { "g:MFAPresent": ["true"] } } },
  { Effect: "Deny", Action: ["kms:cmk:crypto"], Condition: { StringEquals: { "g:ResourceTag/env": ["prod"] } } },
  { Effect: "Allow", Action: ["kms:dek:*"] },
);

test("an explanation has the decision, every statement that speaks of the operation, and what of each held", () => {
  const caller = callerWith([policy]);
  const explanation = explain(caller, CRYPTO, keyWith(), BY_API);
  expect(explanation.decision).toEqual(decide(caller, CRYPTO, keyWith(), BY_API));
  expect(explanation.missing).toEqual([]);
  expect(explanation.findings.map(({ place, effect, reach, checks }) => ({ statement: place.statement, effect, reach, checks }))).toEqual([
    {
      statement: 1,
      effect: "Deny",
      reach: "no",
      checks: [{ kind: "condition", operator: "StringEquals", key: "g:ResourceTag/env", answer: "no" }],
    },
    {
      statement: 0,
      effect: "Allow",
      reach: "no",
      checks: [
        { kind: "resource", answer: "no" },
        { kind: "condition", operator: "Bool", key: "g:MFAPresent", answer: "no" },
      ],
    },
  ]);
});

test("what is not known is named, so that it can be asked for", () => {
  const explanation = explain(callerWith([policy]), CRYPTO, keyWith({ tags: undefined }), { ...BY_API, isMfaPresent: undefined });
  expect(explanation.decision.reason.kind).toBe("deniedUntold");
  expect(explanation.missing).toEqual(["g:ResourceTag/env", "g:MFAPresent"]);
});

test("an explanation never differs from the decision that it explains", () => {
  for (const key of [null, keyWith(), keyWith({ tags: { env: "prod" } }), keyWith({ aliases: ["other"] })]) {
    for (const isMfaPresent of [true, false, undefined]) {
      const { decision, findings } = explain(callerWith([policy]), CRYPTO, key, { ...BY_API, isMfaPresent });
      const denies = findings.some(({ effect, reach }) => effect === "Deny" && (reach === "yes" || reach === "unknown"));
      const allows = findings.some(({ effect, reach }) => effect === "Allow" && (reach === "yes" || reach === "keys"));
      expect(decision.isAllowed).toBe(allows && !denies);
    }
  }
});
