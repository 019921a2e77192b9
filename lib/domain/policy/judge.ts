/**
 * Whether one statement speaks of one request. Invariant: deciding and explaining use these same tests, so an explanation cannot differ
 * from the decision that it explains.
 */
import type { CompiledStatement, ConditionTest } from "./compile-policy";
import type { Answer } from "./condition-operator";
import type { Facts, PolicyKey } from "./facts";
import type { ResourceTest } from "./resource";

/** `keys`: it speaks of certain keys, and the request is about none of them. */
export type Reach = Answer | "keys";

export type Place = { readonly region: string; readonly accountId: string };

/** @param place where the request is, when it is about no key */
export function judge(statement: CompiledStatement, facts: Facts, place: Place): Reach {
  return facts.key === null ? judgePlace(statement, facts, place) : judgeKey(statement, facts, facts.key);
}

function judgeKey({ resources, keyTests, requestTests }: CompiledStatement, facts: Facts, key: PolicyKey): Answer {
  if (resources !== null && !isNamed(resources, key)) return "no";
  const onKey = allOf(keyTests, facts);
  if (onKey === "no") return "no";
  const onRequest = allOf(requestTests, facts);
  return onRequest === "yes" ? onKey : onRequest;
}

function isNamed(resources: readonly ResourceTest[], key: PolicyKey): boolean {
  for (const resource of resources) if (resource.isKey(key) && resource.isOfPlace(key)) return true;
  return false;
}

function judgePlace(statement: CompiledStatement, facts: Facts, place: Place): Reach {
  const { effect, resources, keyTests, requestTests } = statement;
  const ofPlace = resources?.filter((resource) => resource.isOfPlace(place)) ?? null;
  if (ofPlace?.length === 0) return "no";
  const onRequest = allOf(requestTests, facts);
  if (onRequest === "no") return "no";
  const isLimited = keyTests.length > 0 || (ofPlace !== null && !ofPlace.some(({ isEveryKey }) => isEveryKey));
  if (!isLimited) return onRequest;
  // Of the keys that a list shows, each is judged by itself; there a Deny that cannot be told denies.
  return onRequest === "unknown" && effect === "Allow" ? "unknown" : "keys";
}

/** Several conditions are "and": one that fails settles it, whatever is not known of the others. */
export function allOf(tests: readonly ConditionTest[], facts: Facts): Answer {
  let answer: Answer = "yes";
  for (const { test } of tests) {
    const one = test(facts);
    if (one === "no") return "no";
    if (one === "unknown") answer = "unknown";
  }
  return answer;
}
