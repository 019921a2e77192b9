import { expect, test } from "vitest";
import { RenewalWatch } from "./renewal";

const MANY = 60_000;

/** Counts until the watch asks for a renewal. @returns operations, or null when it did not ask within `limit` */
function untilRenewal(bytesPerOperation: number, handles = 0, limit = MANY * 4): number | null {
  let made = 0;
  const watch = new RenewalWatch(
    () => handles,
    () => 1e8 + made * bytesPerOperation,
  );
  for (made = 1; made <= limit; made += 1) if (watch.count()) return made;
  return null;
}

test("a module that loses nothing is never renewed", () => expect(untilRenewal(0)).toBeNull());
test("a module that loses less than can be told from noise is not renewed", () => expect(untilRenewal(49)).toBeNull());
test("a module that loses memory is renewed", () => expect(untilRenewal(80)).toBe(MANY));
test("the more handles a renewal costs, the rarer it is", () => expect(untilRenewal(80, 10_000)).toBe(150_000));

test("handles that are kept are no loss, and after a renewal the count begins anew", () => {
  let [rss, handles] = [1e8, 0];
  const watch = new RenewalWatch(
    () => handles,
    () => rss,
  );
  const renewals = (operations: number) => Array.from({ length: operations }, () => watch.count()).filter(Boolean).length;
  handles = 1_000;
  rss += 9 * 1024 * 1_000;
  expect(renewals(MANY)).toBe(0);
  rss += MANY * 80;
  expect(renewals(MANY)).toBe(1);
  expect(renewals(MANY)).toBe(0);
});
