/** What conditions are in plain words: of a key ("tagged env=prod"), and of a request ("it comes from 192.0.2.0/24"). */
import { TAG_PREFIX } from "../condition-key";
import { type ConditionOperator, type OperatorUse, parseOperator } from "../condition-operator";
import { brief, quote } from "../faults";
import type { PolicyCondition } from "../policy-document";

export type ReadCondition = { readonly key: string; readonly use: OperatorUse; readonly values: readonly string[] };

/** What a value may be to stand in a sentence as it is; others stand in quotes. */
const PLAIN_VALUE = /^[\p{L}\p{N}._:/@*+-]+$/u;

export function conditionsOf(condition: PolicyCondition = {}): ReadCondition[] {
  return Object.entries(condition).flatMap(([operator, keys]) => {
    const use = parseOperator(operator);
    return use === null ? [] : Object.entries(keys).map(([key, values]) => ({ key, use, values }));
  });
}

/** How a comparison is said of one value, and of none of several. */
const COMPARISONS: Readonly<Record<ConditionOperator, readonly [one: string, none: string]>> = {
  StringEquals: ["is", ""],
  StringNotEquals: ["is not", "is neither"],
  StringLike: ["is like", ""],
  StringNotLike: ["is not like", "is like neither"],
  StringStartWith: ["starts with", ""],
  StringNotStartWith: ["does not start with", "starts with neither"],
  StringEndWith: ["ends with", ""],
  StringNotEndWith: ["does not end with", "ends with neither"],
  DateEquals: ["is", ""],
  DateNotEquals: ["is not", "is neither"],
  DateLessThan: ["is before", ""],
  DateLessThanEquals: ["is not after", ""],
  DateGreaterThan: ["is after", ""],
  DateGreaterThanEquals: ["is not before", ""],
  Bool: ["is", ""],
  IpAddress: ["is in", ""],
  NotIpAddress: ["is not in", "is in neither"],
};

const NAMES: Readonly<Record<string, string>> = {
  "kms:KeyUsage": "whose usage",
  "kms:KeyOrigin": "whose origin",
  "kms:KeySpec": "whose spec",
  "kms:RequestSource": "the source of the request",
  "g:SourceIp": "the address of the request",
  "g:UserId": "the user ID",
  "g:UserName": "the user name",
  "g:CurrentTime": "the time",
};

export function conditionWords({ key, use, values }: ReadCondition): string {
  if (key === "g:MFAPresent") return secondFactorWords(values);
  if (key.startsWith(TAG_PREFIX)) return tagWords(brief(key.slice(TAG_PREFIX.length)), use, values);
  return `${Object.hasOwn(NAMES, key) ? NAMES[key] : brief(key)} ${compared(use.name, values.map(valueWords))}`;
}

function secondFactorWords(values: readonly string[]): string {
  const isBoth = values.includes("true") && values.includes("false");
  if (isBoth) return "the user signed in, with or without a second factor";
  return `the user signed in ${values.includes("true") ? "with" : "without"} a second factor`;
}

function tagWords(tag: string, { name, ifExists }: OperatorUse, values: readonly string[]): string {
  const pairs = values.map((value) => `${tag}=${valueWords(value)}`);
  // What a key does not have is not equal to anything: that goes without saying.
  if (name === "StringNotEquals") return pairs.length === 1 ? `not tagged ${pairs[0]}` : `tagged neither ${pairs.join(" nor ")}`;
  const words = name === "StringEquals" ? `tagged ${pairs.join(" or ")}` : `whose tag ${tag} ${compared(name, values.map(valueWords))}`;
  return ifExists ? `${words} or without the tag ${tag}` : words;
}

function compared(name: ConditionOperator, values: readonly string[]): string {
  const [one, none] = COMPARISONS[name];
  return none !== "" && values.length > 1 ? `${none} ${values.join(" nor ")}` : `${one} ${values.join(" or ")}`;
}

function valueWords(value: string): string {
  return PLAIN_VALUE.test(value) ? brief(value) : quote(value);
}
