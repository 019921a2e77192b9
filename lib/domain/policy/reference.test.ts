/** The decision against a second one, written plainly from the rules and sharing nothing with it but the names. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { KMS_PERMISSIONS, type Permission } from "../identity/permission";
import { compilePolicy } from "./compile-policy";
import { can, decide } from "./decide";
import { explain } from "./explain";
import type { PolicyKey, RequestConditions } from "./facts";
import { parsePolicyValue } from "./parse-policy";
import { ACCOUNT, BY_API, callerWith, keyWith, USER } from "./testing/people";
import { anyPolicy } from "./testing/policies";

type Statement = {
  Effect: string;
  Action: string[];
  Resource?: string[];
  Condition?: Record<string, Record<string, readonly string[]>>;
};

const like = (pattern: string, text: string, flags = "s") =>
  new RegExp(
    `^${pattern
      .split("*")
      .map((piece) => piece.replace(/[.+?^${}()|[\]\\/]/g, "\\$&"))
      .join(".*")}$`,
    flags,
  ).test(text);

function refAllows(statements: Statement[], permission: Permission, key: PolicyKey | null, request: RequestConditions): boolean {
  const isAboutProject = permission === "kms:cmk:create" || permission === "kms:cmk:generate";
  const named = statements.filter(({ Action }) =>
    Action.some((action) => action.split(":").every((part, i) => like(part, permission.split(":")[i] ?? "", "i"))),
  );
  const denied = named.some((statement) => {
    if (statement.Effect !== "Deny") return false;
    if (key === null && refIsLimited(statement)) return false;
    return refHolds(statement, key, request) !== "no";
  });
  if (denied) return false;
  return named.some((statement) => {
    if (statement.Effect !== "Allow") return false;
    if (isAboutProject) return !refIsLimited(statement) && refHolds(statement, null, request) === "yes";
    return refHolds(statement, key, request) === "yes";
  });
}

/** Whether it speaks of certain keys; a resource of another place speaks of none here. */
function refIsLimited({ Resource, Condition = {} }: Statement): boolean {
  const onKey = Object.values(Condition).some((keys) => Object.keys(keys).some((name) => /^(?:g:ResourceTag\/|kms:Key)/.test(name)));
  const here = Resource?.filter((resource) => like(resource.split(":")[1] ?? "", "eu-de") && like(resource.split(":")[2] ?? "", ACCOUNT));
  return onKey || (here !== undefined && !here.some((resource) => resource.split(":").slice(4).join(":") === "*"));
}

function refHolds({ Resource, Condition = {} }: Statement, key: PolicyKey | null, request: RequestConditions): "yes" | "no" | "unknown" {
  const places = (of: PolicyKey | null) =>
    of === null
      ? [`KMS:eu-de:${ACCOUNT}:KeyId:`, `KMS:eu-de:${ACCOUNT}:alias:`]
      : [
          `KMS:${of.region}:${of.accountId}:KeyId:${of.id}`,
          ...of.aliases.map((alias) => `KMS:${of.region}:${of.accountId}:alias:${alias}`),
        ];
  if (
    Resource !== undefined &&
    !Resource.some((resource) => places(key).some((place) => place.split(":")[3] === resource.split(":")[3] && like(resource, place)))
  )
    return "no";
  const answers = Object.entries(Condition).flatMap(([operator, keys]) =>
    Object.entries(keys)
      .filter(([name]) => key !== null || !/^(?:g:ResourceTag\/|kms:Key)/.test(name))
      .map(([name, values]) => refCondition(operator, name, values, key, request)),
  );
  return answers.includes("no") ? "no" : answers.includes("unknown") ? "unknown" : "yes";
}

function refCondition(operator: string, name: string, values: readonly string[], key: PolicyKey | null, request: RequestConditions) {
  const facts: Record<string, string | undefined> = {
    "kms:KeyUsage": key?.usage,
    "kms:KeyOrigin": key?.origin,
    "kms:KeySpec": key?.spec,
    "kms:RequestSource": request.source,
    "g:UserId": USER,
    "g:UserName": "alice",
    "g:SourceIp": request.sourceIp,
    "g:CurrentTime": request.now?.toISOString(),
    "g:MFAPresent": request.isMfaPresent?.toString(),
  };
  const base = operator.replace(/IfExists$/, "");
  const isNegated = base.includes("Not");
  let fact: string | null | undefined = facts[name];
  if (name.startsWith("g:ResourceTag/"))
    fact = key?.tags === undefined ? undefined : (key.tags.get(name.slice("g:ResourceTag/".length)) ?? null);
  if (fact === undefined) return "unknown";
  if (fact === null) return isNegated || base !== operator ? "yes" : "no";
  const of = fact;
  const fits = values.some((value) => refCompare(base.replace("Not", ""), of, value));
  return fits === isNegated ? "no" : "yes";
}

function refCompare(operator: string, fact: string, value: string): boolean {
  const [at, limit] = [Date.parse(fact), Date.parse(value)];
  switch (operator) {
    case "StringEquals":
    case "Bool":
      return fact === value;
    case "StringLike":
      return like(value, fact);
    case "StringStartWith":
      return fact.startsWith(value);
    case "StringEndWith":
      return fact.endsWith(value);
    case "DateEquals":
      return at === limit;
    case "DateLessThan":
      return at < limit;
    case "DateLessThanEquals":
      return at <= limit;
    case "DateGreaterThan":
      return at > limit;
    case "DateGreaterThanEquals":
      return at >= limit;
    default:
      return NETWORKS[value]?.includes(fact) ?? false;
  }
}

/** Which of the addresses of this test are in which network. */
const NETWORKS: Record<string, string[]> = {
  "192.0.2.0/24": ["192.0.2.7", "::ffff:192.0.2.9"],
  "10.0.0.0/8": ["10.255.0.1"],
  "2001:db8::/32": ["2001:db8:ffff::1"],
  "::1": ["::1"],
};

const anyKey = fc.constantFrom(
  null,
  keyWith(),
  keyWith({ tags: { env: "prod", __proto__: "prod" } }),
  keyWith({ tags: JSON.parse('{"env":"test","é":"a b","__proto__":""}') as Record<string, string> }),
  keyWith({ tags: undefined, spec: "RSA_2048", usage: "SIGN_VERIFY" }),
  keyWith({ region: "eu-nl", aliases: ["x:y", "app/1"], origin: "external", id: "1d0466b0-e727-4d9c-b35d-f84bb474a37f" }),
);

const anyRequest = fc.record({
  now: fc.constantFrom(BY_API.now, new Date("2020-01-02T01:04:05Z"), undefined),
  source: fc.constantFrom("api" as const, "console" as const, undefined),
  sourceIp: fc.constantFrom("192.0.2.7", "::ffff:192.0.2.9", "10.255.0.1", "2001:db8:ffff::1", "::1", "198.51.100.1", undefined),
  isMfaPresent: fc.constantFrom(true, false, undefined),
});

test("for any policy, key and request both decide alike, and the explanation agrees", () => {
  let allowed = 0;
  fc.assert(
    fc.property(anyPolicy(), fc.constantFrom(...KMS_PERMISSIONS), anyKey, anyRequest, (value, permission, key, request) => {
      const { policy } = parsePolicyValue(value);
      if (policy === null) throw new Error("not sound");
      const caller = callerWith([compilePolicy({ id: "", name: "" }, policy)]);
      const operation = { permissions: [permission] };
      const expected = refAllows(value.Statement as unknown as Statement[], permission, key, request);
      // What a list shows of is decided key by key; whether there is a list at all, by whether anything might be shown.
      const decision = decide(caller, operation, key, request);
      if (key !== null || permission === "kms:cmk:create" || permission === "kms:cmk:generate") {
        expect(decision.isAllowed).toBe(expected);
      }
      expect(can(caller, operation, key, request)).toBe(decision.isAllowed);
      expect(explain(caller, operation, key, request).decision).toEqual(decision);
      if (decision.isAllowed) allowed += 1;
    }),
    { numRuns: 1500 },
  );
  expect(allowed).toBeGreaterThan(50);
});

test("a list is shown where any key of it may be, and is called limited where not every key may", () => {
  const keys = [
    keyWith(),
    keyWith({ tags: { env: "prod" } }),
    keyWith({ tags: { env: "test" }, spec: "RSA_2048", usage: "SIGN_VERIFY" }),
    keyWith({ origin: "external", aliases: ["x:y"] }),
  ];
  fc.assert(
    fc.property(anyPolicy(), anyRequest, (value, request) => {
      const { policy } = parsePolicyValue(value);
      if (policy === null) throw new Error("not sound");
      const caller = callerWith([compilePolicy({ id: "", name: "" }, policy)]);
      const operation = { permissions: ["kms:cmk:list"] as const };
      const list = decide(caller, operation, null, request);
      const shown = keys.filter((key) => can(caller, operation, key, request));
      if (shown.length > 0) expect(list.isAllowed).toBe(true);
      if (list.isAllowed && !list.isLimited) expect(shown).toHaveLength(keys.length);
    }),
    { numRuns: 700 },
  );
});
