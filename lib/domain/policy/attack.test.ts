import fc from "fast-check";
import { expect, test } from "vitest";
import { KMS_PERMISSIONS } from "../identity/permission";
import { expandAction, faultOfAction } from "./action";
import { compileStored } from "./compile-policy";
import { findConditionKey } from "./condition-key";
import { can } from "./decide";
import { parsePolicy, parsePolicyValue } from "./parse-policy";
import { BY_API, callerWith, keyWith } from "./testing/people";
import { anyPolicy } from "./testing/policies";

const HOSTILE = [
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "hasOwnProperty",
  "valueOf",
  "NotAction",
  "notAction",
  "Not Action",
  "ΝotAction",
];

test("no character beyond ASCII gets into an action, whatever it looks like or lower-cases to", () => {
  for (let code = 0x80; code <= 0xffff; code += 1) {
    const character = String.fromCharCode(code);
    for (const action of [`kms:cmk:${character}`, `kms:cm${character}:get`, `kms:cmk:*${character}`]) {
      if (faultOfAction(action)?.code !== "actionCharacter")
        throw new Error(`U+${code.toString(16)}: ${JSON.stringify(faultOfAction(action))}`);
      if (expandAction(action).length > 0) throw new Error(`U+${code.toString(16)} stands for an action`);
    }
  }
});

test("an action that is accepted names actions on keys, and none on people", () => {
  const part = fc.string({
    unit: fc.constantFrom("*", "c", "m", "k", "g", "e", "t", "d", "a", "l", "i", "s", "T", "?", ":", " "),
    maxLength: 8,
  });
  fc.assert(
    fc.property(fc.constantFrom("kms", "iam", "*", "k*", "KMS", ""), part, part, (service, type, name) => {
      const action = `${service}:${type}:${name}`;
      if (faultOfAction(action) !== null) return;
      const named = expandAction(action);
      expect(named.length).toBeGreaterThan(0);
      expect(named.filter((permission) => !(KMS_PERMISSIONS as readonly string[]).includes(permission))).toEqual([]);
    }),
    { numRuns: 600 },
  );
});

test("a member that is not known is refused wherever it stands, and changes nothing of what the others are", () => {
  fc.assert(
    fc.property(anyPolicy(), fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ minLength: 1 })), fc.nat(), (value, name, at) => {
      const known = ["Version", "Statement", "Effect", "Action", "Resource", "Condition"];
      if (known.includes(name)) return;
      const member = `${JSON.stringify(name)}:{"Effect":"Allow"}`;
      const text = JSON.stringify(value);
      // After any brace that opens the policy or a statement.
      const braces = [0, ...[...text.matchAll(/\{"Effect"/g)].map(({ index }) => index)];
      const brace = (braces[at % braces.length] ?? 0) + 1;
      const { policy, faults } = parsePolicy(`${text.slice(0, brace)}${member},${text.slice(brace)}`);
      expect(policy).toBeNull();
      expect(faults[0]?.start).toBeLessThanOrEqual(brace);
      expect(Object.hasOwn(Object.prototype, "Effect")).toBe(false);
    }),
  );
});

test("a policy of which a character is changed is refused with a place in it, or is what JSON says it is", () => {
  fc.assert(
    fc.property(
      anyPolicy(),
      fc.nat(),
      fc.constantFrom("", '"', "\\", "{", "}", "[", "]", ",", ":", "*", "x", "\u0000", "\ud800", "\u202e", "🔑"),
      fc.boolean(),
      (value, at, insert, isKept) => {
        const text = JSON.stringify(value, null, 1);
        const offset = at % text.length;
        const changed = text.slice(0, offset) + insert + text.slice(isKept ? offset : offset + 1);
        const { policy, faults } = parsePolicy(changed);
        if (policy !== null) expect(policy).toEqual(JSON.parse(changed));
        for (const { start, end, line, column, message, path } of faults) {
          expect(start <= end && end <= changed.length && line > 0 && column > 0).toBe(true);
          expect(message).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
          expect(path).toMatch(/^\$/);
        }
      },
    ),
    { numRuns: 1000 },
  );
});

test("no value at all makes the check fail otherwise than by a fault", () => {
  fc.assert(
    fc.property(
      fc.anything({
        withNullPrototype: true,
        withDate: true,
        maxDepth: 4,
        key: fc.constantFrom("Version", "Statement", "Effect", "Action", "Condition", ...HOSTILE),
      }),
      (value) => {
        const { policy, faults } = parsePolicyValue(value);
        expect(policy === null).toBe(faults.length > 0);
      },
    ),
    { numRuns: 600 },
  );
  expect(
    parsePolicyValue({
      toJSON: () => {
        throw new Error("no");
      },
    }).policy,
  ).toBeNull();
  const circle: Record<string, unknown> = {};
  circle.Version = circle;
  expect(parsePolicyValue(circle).policy).toBeNull();
});

test("what has been stored and is no policy denies, whatever it is", () => {
  for (const stored of [
    null,
    undefined,
    "",
    "kms:*:*",
    [],
    {},
    { Version: "1.0", Statement: [{ Effect: "Allow", Action: ["kms:*:*"] }] },
    { Version: "1.1", Statement: [] },
  ]) {
    const caller = callerWith([compileStored({ id: "", name: "" }, stored)]);
    expect(can(caller, { permissions: ["kms:cmk:get"] }, keyWith(), BY_API)).toBe(false);
  }
});

test("names of prototypes are no condition keys", () => {
  for (const name of HOSTILE) expect(findConditionKey(name)).toBeNull();
});

test("as many conditions and patterns as fit cost no more than their number", () => {
  const pattern = `${"*a".repeat(120)}*b`;
  const statement = { Effect: "Deny", Action: ["kms:*:*"], Resource: Array.from({ length: 10 }, (_, n) => `KMS:*:*:alias:${pattern}${n}`) };
  const { policy } = parsePolicyValue({ Version: "1.1", Statement: Array.from({ length: 6 }, () => statement) });
  expect(policy).not.toBeNull();
  const caller = callerWith([compileStored({ id: "", name: "" }, policy)]);
  // A regular expression of these patterns would not end.
  expect(can(caller, { permissions: ["kms:cmk:get"] }, keyWith({ aliases: ["a".repeat(255)] }), BY_API)).toBe(false);
});
