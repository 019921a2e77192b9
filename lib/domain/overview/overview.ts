/** What the overview of a project says: what needs somebody, how its keys are used, what comes up. What is not known is absent, and not 0. */
import { DAY_MS } from "../key";
import type { KeySpec } from "../key-spec";
import type { KeyState } from "../key-state";

const HOUR_MS = 3_600_000;

/** How far back calls are shown, and in which parts: whole hours, since calls are counted by the hour. */
export const OVERVIEW_RANGES = {
  "24h": { buckets: 24, bucketMs: HOUR_MS },
  "7d": { buckets: 28, bucketMs: 6 * HOUR_MS },
  "30d": { buckets: 30, bucketMs: DAY_MS },
} as const;
export type OverviewRange = keyof typeof OVERVIEW_RANGES;
export const OVERVIEW_RANGE_NAMES = Object.keys(OVERVIEW_RANGES) as [OverviewRange, ...OverviewRange[]];

/** A key is named this long before it is destroyed or loses its material, in days. */
export const SOON_DAYS = 7;
/** Of a key that waits for its material, so long is nothing to speak of. */
export const IMPORT_PATIENCE_MS = DAY_MS;
/** The job that rotates looks for work several times a minute; what is later than this has been missed. */
export const ROTATION_PATIENCE_MS = HOUR_MS;
/** A quota is told of from this share on. */
export const QUOTA_SHARE = 0.8;
/** A key without use for so many days, and as old, may be one that nobody needs. */
export const UNUSED_DAYS = 90;
/** How far ahead is looked, in days. */
export const AHEAD_DAYS = 30;

/** What can be the matter with a key, the worst first. */
export const KEY_NEEDS = ["deletion", "materialExpiry", "rotation", "import"] as const;
export type KeyNeedKind = (typeof KEY_NEEDS)[number];

export type KeyNeed = {
  readonly kind: KeyNeedKind;
  readonly keyId: string;
  readonly alias: string;
  /** When it will happen, or should have; of an import since when it is awaited, null where that is not known. */
  readonly at: Date | null;
  /** The last call since the deletion was scheduled; null for none, or where that was not asked for. */
  readonly lastCallAt: Date | null;
  /** Who that was; "" where it is not to be told. */
  readonly lastCaller: string;
};

/** Keys in need of one kind: the most urgent of them, and how many there are. */
export type KeyNeeds = { readonly kind: KeyNeedKind; readonly keys: readonly KeyNeed[]; readonly total: number };

export type QuotaNeed = {
  readonly used: number;
  readonly quota: number;
  /** Until it is full, if as many keys are made a day as in the last 30; null where none were, or too many to count. */
  readonly daysLeft: number | null;
};

/** @property isExact whether all keys were looked at: else there may be more */
export type UnusedKeys = { readonly keys: number; readonly isExact: boolean };

export type KeyKinds = {
  readonly states: readonly { readonly state: KeyState; readonly keys: number }[];
  readonly specs: readonly { readonly spec: KeySpec; readonly keys: number }[];
};

export type ComingEvent = { readonly keyId: string; readonly alias: string; readonly at: Date };
/** The next events of a kind, and how many there are in all. */
export type Coming = { readonly events: readonly ComingEvent[]; readonly total: number };
export type ComingUp = { readonly deletions: Coming; readonly expiries: Coming; readonly rotations: Coming };

export type CallsBucket = { readonly from: Date; readonly succeeded: number; readonly refused: number; readonly failed: number };
/** @property trend calls in each bucket */
export type BusyKey = { readonly keyId: string; readonly alias: string; readonly calls: number; readonly trend: readonly number[] };
export type BusyCaller = {
  readonly callerId: string;
  readonly callerKind: string;
  readonly callerName: string;
  readonly calls: number;
  readonly trend: readonly number[];
};
export type OverviewCalls = {
  readonly from: Date;
  readonly to: Date;
  readonly buckets: readonly CallsBucket[];
  readonly keys: readonly BusyKey[];
  /** Absent where it was not asked for. */
  readonly callers?: readonly BusyCaller[];
};

/** The buckets of a range that end with the running one; they begin at round times of UTC. */
export function bucketsOf(
  range: OverviewRange,
  now: Date,
): { readonly from: Date; readonly to: Date; readonly bucketMs: number; readonly count: number } {
  const { buckets, bucketMs } = OVERVIEW_RANGES[range];
  const to = (Math.floor(now.getTime() / bucketMs) + 1) * bucketMs;
  return { from: new Date(to - buckets * bucketMs), to: new Date(to), bucketMs, count: buckets };
}
