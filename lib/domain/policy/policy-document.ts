/**
 * A policy as the family writes it (version 1.1), and as it is stored and given back: nothing added, nothing sorted. Invariant: only
 * `parsePolicy` makes one from outside, so whoever holds one holds a sound one.
 */

export type PolicyEffect = "Allow" | "Deny";

/** Operator → key → values; the keys are told apart by their spelling and were checked, so no name can be one of a prototype. */
export type PolicyCondition = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

export type PolicyStatement = {
  readonly Effect: PolicyEffect;
  readonly Action: readonly string[];
  /** Absent: every key. */
  readonly Resource?: readonly string[];
  readonly Condition?: PolicyCondition;
};

export const POLICY_VERSION = "1.1";

export type PolicyDocument = { readonly Version: typeof POLICY_VERSION; readonly Statement: readonly PolicyStatement[] };
