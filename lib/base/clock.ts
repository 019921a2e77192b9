/** Where time comes from, so that tests can choose it. */
export interface Clock {
  /** The present moment, UTC: what the wall clock says, which may be set forth or back. */
  now(): Date;
  /** ms since some moment; never set, and unlike `now` it stands still while the machine sleeps. */
  monotonic(): number;
}

/** The machine's own clocks. */
export const systemClock: Clock = { now: () => new Date(), monotonic: () => performance.now() };
