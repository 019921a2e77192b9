/** Callers, keys and requests for tests of decisions. */
import { type CompiledPolicy, compilePolicy } from "../compile-policy";
import type { PolicyKey, RequestConditions } from "../facts";
import type { HeldScope, PolicyCaller } from "../held-policy";
import { parsePolicyValue } from "../parse-policy";

export const ACCOUNT = "a".repeat(32);
export const PROJECT = "b".repeat(32);
export const OTHER_PROJECT = "c".repeat(32);
export const USER = "d".repeat(32);
const GROUP = "e".repeat(32);
export const KEY_ID = "0d0466b0-e727-4d9c-b35d-f84bb474a37f";

/** A custom policy, checked as one from outside. */
export function policyOf(...statements: readonly object[]): CompiledPolicy {
  const { policy, faults } = parsePolicyValue({ Version: "1.1", Statement: statements });
  if (policy === null) throw new Error(faults[0].message);
  return compilePolicy({ id: "f".repeat(32), name: "test-policy" }, policy);
}

export function callerWith(policies: readonly CompiledPolicy[], scope: HeldScope = "project"): PolicyCaller {
  const held = policies.map((policy) => ({ policy, scope, groupId: GROUP }));
  return { userId: USER, userName: "alice", accountId: ACCOUNT, service: null, projectId: PROJECT, region: "eu-de", held };
}

export function keyWith(changes: Partial<Omit<PolicyKey, "tags">> & { tags?: Record<string, string> | undefined } = {}): PolicyKey {
  const { tags = {}, ...others } = changes;
  return {
    id: KEY_ID,
    accountId: ACCOUNT,
    projectId: PROJECT,
    region: "eu-de",
    aliases: ["app/payments"],
    spec: "AES_256",
    usage: "ENCRYPT_DECRYPT",
    origin: "kms",
    tags: "tags" in changes && changes.tags === undefined ? undefined : new Map(Object.entries(tags)),
    defaultKeyOf: null,
    grants: [],
    ...others,
  };
}

export const BY_API: RequestConditions = {
  now: new Date("2030-06-01T12:00:00Z"),
  sourceIp: "192.0.2.7",
  source: "api",
  isMfaPresent: false,
};
