/**
 * The life of a domain key: made, newest until the next is made, retired when nothing is wrapped under it any more, and destroyed after
 * a while in which dumps, standbys and import tokens may still need it. Generations count from 1.
 */
import { DAY_MS } from "./key";

export type DomainKeyRecord = {
  readonly generation: number;
  readonly madeAt: Date;
  /** Since when nothing is wrapped under it; null while something is. */
  readonly retiredAt: Date | null;
  /** From then on nothing can be stored under it. */
  readonly closedAt: Date | null;
  readonly destroyedAt: Date | null;
};

/** After so long the newest domain key is followed by another. */
export const DOMAIN_KEY_LIFE_MS = 30 * DAY_MS;

/** A new integrity key authenticates only after so long: by then every instance has come to know it, or has been replaced by one that does. */
export const INTEGRITY_KEY_NOTICE_MS = DAY_MS;

/** Whether it is time for the next. */
export function isRollDue(madeAt: Date, now: Date): boolean {
  return now.getTime() - madeAt.getTime() >= DOMAIN_KEY_LIFE_MS;
}

/**
 * Whether what was wrapped under a domain key has been under a later one for so many days. The token says when that was made, so nobody
 * who can write to the database can hurry the end of last night's dump.
 * @param successorMadeAt null where the token does not know
 */
export function isKeptLongEnough(successorMadeAt: Date | null, keepDays: number, now: Date): boolean {
  return successorMadeAt !== null && now.getTime() - successorMadeAt.getTime() >= keepDays * DAY_MS;
}
