/**
 * Disabling a key in shadow: for a set time it keeps working, and each call that a disabled key would refuse is marked and counted, so that it
 * is known what would break before it does.
 */

/** How long it may run, in days. */
export const SHADOW_DAYS_MIN = 1;
export const SHADOW_DAYS_MAX = 30;

export type Shadow = {
  readonly since: Date;
  /** It runs up to this moment; where it was ended, the moment of that. */
  readonly until: Date;
};

/** It ends by itself, by the time alone. */
export function isShadowRunning(shadow: Shadow | null, now: Date): shadow is Shadow {
  return shadow !== null && shadow.until > now;
}
