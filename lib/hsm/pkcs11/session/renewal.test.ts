import { expect, test } from "vitest";
import { RenewalWatch } from "./renewal";

/** Makes objects one by one until the watch asks for a renewal. @returns how many, or null when it did not ask within `limit` */
function untilRenewal(keptPerObject: number, handles = 0, limit = 200_000): number | null {
  let made = 1_000;
  const watch = new RenewalWatch({ keptPerObject, objectsMade: () => made, handles: () => handles });
  for (; made - 1_000 <= limit; made += 1) if (watch.isDue()) return made - 1_000;
  return null;
}

test("a module that keeps nothing is never renewed", () => expect(untilRenewal(0)).toBeNull());
test("a module that keeps memory is renewed when it has kept 8 MiB", () => expect(untilRenewal(256)).toBe((8 * 1024 * 1024) / 256));
test("the more handles a renewal costs, the rarer it is", () => expect(untilRenewal(256, 10_000)).toBe(50_000));

test("what this process grows to by itself asks for no renewal", () => {
  let made = 0;
  const watch = new RenewalWatch({ keptPerObject: 0, objectsMade: () => made, handles: () => 0 });
  const noise: Buffer[] = [];
  for (made = 0; made < 100_000; made += 1) {
    if (made % 1_000 === 0) noise.push(Buffer.alloc(256 * 1_000, 1));
    expect(watch.isDue()).toBe(false);
  }
  expect(noise).toHaveLength(100);
});

test("after a renewal the count begins anew", () => {
  let made = 0;
  const watch = new RenewalWatch({ keptPerObject: 1024, objectsMade: () => made, handles: () => 0 });
  made = 8 * 1024;
  expect(watch.isDue()).toBe(true);
  watch.restart();
  expect(watch.isDue()).toBe(false);
  made += 8 * 1024;
  expect(watch.isDue()).toBe(true);
});
