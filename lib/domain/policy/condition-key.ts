/**
 * What conditions may ask about: a row a key. Those `about: "key"` limit a statement to keys; the others hold for every request alike.
 * Invariant: what is not in this table, or a tag that a key may bear, is refused when the policy is made and so is never asked.
 */
import { KEY_ORIGINS, KEY_SPEC_NAMES, KEY_USAGES } from "../key-spec";
import { hasTagCharacters, hasTagKeyLength } from "../tag";
import type { Facts } from "./facts";
import type { IpAddress } from "./ip-address";

export type ConditionType = "text" | "address" | "instant" | "truth";

/** What a condition compares: text, milliseconds, a truth, or an address. */
export type Comparable = string | number | boolean | IpAddress;

/** Known, known not to be there, or not known here. */
export type FactValue = Comparable | null | undefined;

export type ConditionKeyRow = {
  readonly type: ConditionType;
  readonly about: "key" | "request";
  /** The values there can be, where they are known. */
  readonly values?: readonly string[];
  /** Compares without case: the fact is in lower case. */
  readonly isCaseless?: true;
  /** Where no value can have an asterisk in it, one in a comparison was meant for a pattern. */
  readonly hasNoAsterisk?: true;
  readonly of: (facts: Facts) => FactValue;
};

export const CONDITION_KEYS = {
  "kms:KeyUsage": { type: "text", about: "key", values: KEY_USAGES, of: ({ key }) => key?.usage },
  "kms:KeyOrigin": { type: "text", about: "key", values: KEY_ORIGINS, of: ({ key }) => key?.origin },
  "kms:KeySpec": { type: "text", about: "key", values: KEY_SPEC_NAMES, of: ({ key }) => key?.spec },
  "kms:RequestSource": { type: "text", about: "request", values: ["api", "console"], of: ({ source }) => source },
  "g:SourceIp": { type: "address", about: "request", of: ({ address }) => address() },
  "g:UserId": { type: "text", about: "request", isCaseless: true, hasNoAsterisk: true, of: ({ userId }) => userId },
  "g:UserName": { type: "text", about: "request", of: ({ userName }) => userName },
  "g:CurrentTime": { type: "instant", about: "request", of: ({ now }) => now },
  "g:MFAPresent": { type: "truth", about: "request", of: ({ isMfaPresent }) => isMfaPresent },
} as const satisfies Record<string, ConditionKeyRow>;

export const TAG_PREFIX = "g:ResourceTag/";

export const CONDITION_KEY_NAMES: readonly string[] = [...Object.keys(CONDITION_KEYS), TAG_PREFIX];

/** The row of a key, one made for it where it names a tag; null where there is none such. */
export function findConditionKey(name: string): ConditionKeyRow | null {
  if (name.startsWith(TAG_PREFIX)) {
    const tag = name.slice(TAG_PREFIX.length);
    return hasTagKeyLength(tag) && hasTagCharacters(tag) ? ofTag(tag) : null;
  }
  return Object.hasOwn(CONDITION_KEYS, name) ? CONDITION_KEYS[name as keyof typeof CONDITION_KEYS] : null;
}

function ofTag(tag: string): ConditionKeyRow {
  return {
    type: "text",
    about: "key",
    hasNoAsterisk: true,
    of: ({ key }) => (key?.tags === undefined ? undefined : (key.tags.get(tag) ?? null)),
  };
}
