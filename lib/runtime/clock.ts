/** Where the time of day comes from, so that tests can choose it. */
export interface Clock {
  /** The present moment, UTC. */
  now(): Date;
}

/** The machine's own clock. */
export const systemClock: Clock = { now: () => new Date() };
