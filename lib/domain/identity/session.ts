/** A session: one sign-in by password, to which its token and all that were exchanged from it belong. */
import type { CallerSource } from "./caller";

/** As its user sees it. */
export type Session = {
  readonly id: string;
  /** Whether the caller's own credential belongs to it. */
  readonly isCurrent: boolean;
  readonly source: CallerSource;
  readonly createdAt: Date;
  /** To a minute or two. */
  readonly lastUsedAt: Date;
  readonly expiresAt: Date;
  readonly ip: string;
  /** Whom the address stands for: itself, or the /64 of an IPv6 address. */
  readonly network: string;
  /** The client as it calls itself, cut and cleaned; "" of one that does not. */
  readonly agent: string;
  /** Whether a second factor was shown at the sign-in. */
  readonly isMfaPresent: boolean;
};

/** How long a session of the console may be left alone, and how long it lives at most. */
export type SessionLimits = { readonly idleMs: number; readonly lifeMs: number };

/** For so long it counts that somebody has shown who they are. */
export const STEP_UP_MS = 5 * 60 * 1000;

/**
 * Whether a session was stepped up within the last five minutes, the end of them not counted.
 * @param at null where it never was; by the clock of another instance it may be a little ahead of `now`, and no more than the five minutes
 */
export function isStepUpFresh(at: Date | null, now: Date): boolean {
  return at !== null && Math.abs(now.getTime() - at.getTime()) < STEP_UP_MS;
}

const AGENT_MAX_CHARACTERS = 200;

/** What a client calls itself, as it may be stored and shown: one line, without what is invisible or turns the writing round. */
export function toAgent(header: string): string {
  const plain = header.replace(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]+/gu, " ").replace(/ +/g, " ");
  return [...plain.trim()].slice(0, AGENT_MAX_CHARACTERS).join("").trim();
}
