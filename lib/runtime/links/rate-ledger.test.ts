import fc from "fast-check";
import { expect, test } from "vitest";
import { RateLedger } from "./rate-ledger";

test("a second's worth may be taken at once, and no more", () => {
  const ledger = new RateLedger(10);
  expect(ledger.take("a", 9, 0)).toEqual({ granted: 9, waitMs: 0 });
  expect(ledger.take("a", 9, 0)).toEqual({ granted: 1, waitMs: 0 });
  expect(ledger.take("a", 1, 0)).toEqual({ granted: 0, waitMs: 100 });
});

test("callers do not take from each other", () => {
  const ledger = new RateLedger(1);
  expect(ledger.take("a", 1, 0).granted).toBe(1);
  expect(ledger.take("b", 1, 0).granted).toBe(1);
  expect(ledger.take("a", 1, 0).granted).toBe(0);
});

test("what was said to be the wait is enough, and not more than needed", () => {
  const ledger = new RateLedger(4);
  ledger.take("a", 4, 0);
  const { waitMs } = ledger.take("a", 1, 100);
  expect(waitMs).toBe(150);
  expect(ledger.take("a", 1, 249).granted).toBe(0);
  expect(ledger.take("a", 1, 250).granted).toBe(1);
});

test("no sequence of requests is granted more than one second's worth above the rate", () => {
  const steps = fc.array(fc.record({ pause: fc.integer({ min: 0, max: 900 }), wanted: fc.integer({ min: 1, max: 30 }) }), {
    maxLength: 60,
  });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20 }), steps, (limit, requests) => {
      const ledger = new RateLedger(limit);
      let now = 0;
      let total = 0;
      for (const { pause, wanted } of requests) {
        now += pause;
        total += ledger.take("a", wanted, now).granted;
        expect(total).toBeLessThanOrEqual(limit + (now * limit) / 1000);
      }
    }),
  );
});

test("callers that rest are forgotten without being given more", () => {
  const ledger = new RateLedger(2);
  ledger.take("busy", 2, 1_000);
  for (let number = 0; number < 25_000; number += 1) ledger.take(`caller ${number}`, 1, number / 100);
  expect(ledger.take("busy", 1, 1_000).granted).toBe(0);
});
