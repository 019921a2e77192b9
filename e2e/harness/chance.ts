/** A generator of numbers that gives the same ones for the same seed, so that what a run has found can be looked at again. */

export type Chance = {
  /** 0 ≤ n < `below`, whole. */
  below(below: number): number;
  /** True so often in a hundred. */
  percent(percent: number): boolean;
  /** @throws Error of an empty list */
  pick<T>(of: readonly T[]): T;
  /** Hexadecimal digits. */
  hex(digits: number): string;
};

/** Mulberry32. */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    below,
    percent: (percent) => below(100) < percent,
    pick: <T>(of: readonly T[]) => {
      if (of.length === 0) throw new Error("nothing to pick from");
      return of[below(of.length)] as T;
    },
    hex: (digits) => Array.from({ length: digits }, () => below(16).toString(16)).join(""),
  };
}
