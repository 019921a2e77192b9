/**
 * By which of the policies that somebody holds they may do something with a key: for "who can use this key, and why". Where a request is not
 * known, a condition on it may hold; so an Allow that cannot be told counts, and a Deny counts that holds in any case.
 */
import { KMS_PERMISSIONS, type Permission } from "../identity/permission";
import { counts, factsFor } from "./decide";
import { type Facts, type PolicyKey, toFacts } from "./facts";
import type { HeldPolicy, PolicyCaller } from "./held-policy";
import { judge } from "./judge";

const NOTHING_KNOWN = { now: undefined, sourceIp: undefined, source: undefined, isMfaPresent: undefined };

/** Those of what the person holds that allow at least one operation on the key; none for whoever is denied all of it. */
export function holdingsThatAllow(person: PolicyCaller, key: PolicyKey): HeldPolicy[] {
  if (person.held.some(({ policy }) => policy.isUnreadable)) return [];
  const facts = toFacts(person, key, NOTHING_KNOWN);
  const open = KMS_PERMISSIONS.filter((permission) => !isDenied(person, permission, facts));
  return person.held.filter((held) => open.some((permission) => mayAllow(person, held, permission, facts)));
}

function isDenied(person: PolicyCaller, permission: Permission, facts: Facts): boolean {
  return person.held.some(
    ({ policy, scope }) =>
      counts("Deny", scope, permission) && (policy.denies.get(permission) ?? []).some((deny) => judge(deny, facts, person) === "yes"),
  );
}

function mayAllow(person: PolicyCaller, { policy, scope }: HeldPolicy, permission: Permission, facts: Facts): boolean {
  if (!counts("Allow", scope, permission)) return false;
  const ofPermission = factsFor("Allow", permission, facts);
  // What is about no key yet says nothing of this one.
  if (ofPermission.key === null) return false;
  return (policy.allows.get(permission) ?? []).some((allow) => judge(allow, ofPermission, person) !== "no");
}
