/** Use of a key: calls that let its material work, or asked for it. Reads and changes of the key are no use. Days are those of UTC. */
import { DAY_MS } from "../key";

export type UseCount = {
  readonly calls: number;
  /** Of those that were refused or failed. */
  readonly refused: number;
  /** Of those that worked while the key was being disabled in shadow, this time or the last. */
  readonly wouldFail: number;
};

export type LastUse = {
  readonly at: Date;
  readonly traceName: string;
  readonly callerKind: string;
  readonly callerId: string;
  readonly callerName: string;
};

export type KeyCaller = UseCount & {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  /** Of another account than the key's; else "". */
  readonly accountId: string;
  readonly lastAt: Date;
  /** null where nothing worked. */
  readonly lastUsedAt: Date | null;
};

export type KeyUseFigures = UseCount & {
  /** The latest first; those of them that are told. */
  readonly callers: readonly KeyCaller[];
  /** How many there are. */
  readonly callerCount: number;
  /** How many of them have calls that would fail. */
  readonly wouldFailCallers: number;
  /** The busiest first. */
  readonly operations: readonly (UseCount & { readonly traceName: string })[];
  /** The newest first. null: none worked, or it was not written down. */
  readonly versions: readonly (UseCount & { readonly version: number | null })[];
  /** `YYYY-MM-DD` in UTC, in order; days without a call are left out. */
  readonly days: readonly (UseCount & { readonly day: string })[];
  /** Whether all is in it: counting is far behind where it is not. */
  readonly isWhole: boolean;
  /** When the trail begins; null where it is empty. */
  readonly trackedSince: Date | null;
};

/** Days that may be looked back on. */
export const USE_DAYS_MAX = 365;
/** Callers that are told of. */
export const CALLERS_TOLD_MAX = 200;

/** @returns `YYYY-MM-DD` in UTC */
export function dayOf(time: Date): string {
  return time.toISOString().slice(0, 10);
}

/** The first of so many days, today being the last. */
export function firstDayOf(days: number, now: Date): Date {
  return new Date(now.getTime() - (days - 1) * DAY_MS);
}
